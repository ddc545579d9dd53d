internal import Hardware

/// What was read of a candidate, before it is decided whether it is offered.
struct FoundDevice: Sendable {
    var function: PCIFunction
    var partition: Partition?
    var nodes: [DeviceNode] = []
    var missingNode: String?
    var memory: DeviceMemory?
    var uuid: String?
    var serial: String?
    var brand: String?
    var cudaDriverVersion: String?
    var cudaComputeCapability: String?
    var firmwareVersion: String?
    var vbiosVersion: String?
    var module: UInt?
    var udevPath: String?
    var configurationFiles: [String] = []
    private(set) var readiness = Readiness.unbound
    private(set) var attachment: Attachment?
    /// Why no workload can use it though nothing is wrong with it, and though nothing more is expected: a sentence
    /// without a final stop.
    private(set) var isUselessBecause: String?
    private(set) var uselessness = NotOffered.notUsable

    init(function: PCIFunction) { self.function = function }

    var address: PCIAddress { function.address }

    /// It gives, or is about to give, nodes that a workload can use.
    mutating func becomes(_ readiness: Readiness, for attachment: Attachment) {
        self.readiness = readiness
        self.attachment = attachment
        isUselessBecause = nil
    }

    mutating func becomesUseless(_ kind: NotOffered = .notUsable, because reason: String) {
        readiness = .ready
        attachment = nil
        isUselessBecause = reason
        uselessness = kind
    }

    mutating func becomes(_ readiness: Readiness) { self.readiness = readiness }

    func accelerator(_ offer: Offer) -> Accelerator {
        Accelerator(
            function: function, partition: partition, nodes: nodes.sorted(by: Self.standsBefore),
            missingNode: missingNode, memory: memory, uuid: uuid, serial: serial, brand: brand,
            cudaDriverVersion: cudaDriverVersion, cudaComputeCapability: cudaComputeCapability,
            firmwareVersion: firmwareVersion, vbiosVersion: vbiosVersion, module: module,
            udevPath: udevPath, configurationFiles: configurationFiles, readiness: readiness, attachment: attachment,
            offer: offer)
    }

    /// By kind, in the order of declaration, and by number.
    private static func standsBefore(_ left: DeviceNode, _ right: DeviceNode) -> Bool {
        (left.kind.rank, left.path.utf8.count, left.path) < (right.kind.rank, right.path.utf8.count, right.path)
    }
}
