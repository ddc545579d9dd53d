/// A function that is offered or could be offered, with all that its users need to know.
package struct Accelerator: Hashable, Sendable {
    package var function: PCIFunction
    /// By kind and path; only nodes that exist.
    package var nodes: [DeviceNode]
    package var memory: DeviceMemory?
    /// Unique id as the driver shows it: `GPU-…` of nvidia, 16 hexadecimal digits of amdgpu.
    package var uuid: String?
    package var serial: String?
    package var firmwareVersion: String?
    /// Version of the video BIOS.
    package var vbiosVersion: String?
    /// udev's `ID_PATH`.
    package var udevPath: String?
    package var readiness: Readiness
    package var attachment: Attachment?
    package var offer: Offer

    package init(
        function: PCIFunction, nodes: [DeviceNode] = [], memory: DeviceMemory? = nil, uuid: String? = nil,
        serial: String? = nil, firmwareVersion: String? = nil, vbiosVersion: String? = nil, udevPath: String? = nil,
        readiness: Readiness, attachment: Attachment? = nil, offer: Offer
    ) {
        self.function = function
        self.nodes = nodes
        self.memory = memory
        self.uuid = uuid
        self.serial = serial
        self.firmwareVersion = firmwareVersion
        self.vbiosVersion = vbiosVersion
        self.udevPath = udevPath
        self.readiness = readiness
        self.attachment = attachment
        self.offer = offer
    }

    package var address: PCIAddress { function.address }

    package var name: DeviceName { DeviceName(address: function.address, deviceID: function.deviceID) }

    package var isOffered: Bool { offer == .offered }
}
