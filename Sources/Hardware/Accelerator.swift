/// A function, or a partition of one, that is offered or could be offered, with all that its users need to know.
package struct Accelerator: Hashable, Sendable {
    package var function: PCIFunction
    /// Absent where this is the whole function.
    package var partition: Partition?
    /// By kind and path; only nodes that exist.
    package var nodes: [DeviceNode]
    package var memory: DeviceMemory?
    /// Unique id as the driver shows it: `GPU-…` of nvidia, 16 hexadecimal digits of amdgpu.
    package var uuid: String?
    /// The board's serial number, as its driver shows it.
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
        function: PCIFunction, partition: Partition? = nil, nodes: [DeviceNode] = [], memory: DeviceMemory? = nil,
        uuid: String? = nil, serial: String? = nil, firmwareVersion: String? = nil, vbiosVersion: String? = nil,
        udevPath: String? = nil, readiness: Readiness, attachment: Attachment? = nil, offer: Offer
    ) {
        self.function = function
        self.partition = partition
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

    package var name: DeviceName {
        partition.map { DeviceName($0) } ?? DeviceName(address: function.address, deviceID: function.deviceID)
    }

    package var type: FunctionType { partition == nil ? function.type : .partition }

    package var isOffered: Bool { offer == .offered }
}

extension Accelerator {
    /// Where it stands in the order of an inventory: by address, a card before its partitions.
    package var position: Position { Position(address: address, index: partition.map { $0.index + 1 } ?? 0) }

    package struct Position: Hashable, Comparable, Sendable {
        package let address: PCIAddress
        package let index: Int

        package static func < (left: Position, right: Position) -> Bool {
            (left.address, left.index) < (right.address, right.index)
        }
    }
}
