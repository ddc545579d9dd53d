internal import Hardware

/// What was read of a candidate, before it is decided whether it is offered.
struct FoundDevice: Sendable {
    var function: PCIFunction
    var nodes: [DeviceNode] = []
    var memory: DeviceMemory?
    var uuid: String?
    var serial: String?
    var firmwareVersion: String?
    var vbiosVersion: String?
    var udevPath: String?
    var readiness = Readiness.unbound
    var attachment: Attachment?
    /// Why no workload can use it though nothing is wrong with it, and though nothing more is expected: a sentence
    /// without a final stop.
    var isUselessBecause: String?

    init(function: PCIFunction) { self.function = function }

    var address: PCIAddress { function.address }

    func accelerator(_ offer: Offer) -> Accelerator {
        Accelerator(
            function: function, nodes: nodes, memory: memory, uuid: uuid, serial: serial,
            firmwareVersion: firmwareVersion, vbiosVersion: vbiosVersion, udevPath: udevPath, readiness: readiness,
            attachment: attachment, offer: offer)
    }
}
