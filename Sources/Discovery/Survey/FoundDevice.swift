internal import Hardware

/// What was read of a candidate, before it is decided whether it is offered.
struct FoundDevice: Sendable {
    var function: PCIFunction
    /// The function's, as a path of the host.
    let directory: String
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

    init(function: PCIFunction, in directory: String) {
        self.function = function
        self.directory = directory
    }

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

/// Decides what documents announce, or says why not.
struct OfferRules {
    let rules: SurveyRules
    let blockers: IOMMUGroupBlockers

    func offer(of device: FoundDevice) -> Offer {
        let function = device.function
        if let live = function.sriov.physicalFunction?.liveVFs, live > 0, rules.physicalFunctionWithVFs == .hide {
            let functions = live == 1 ? "its virtual function is" : "its \(live) virtual functions are"
            return .withheld(
                as: .virtualFunctionsEnabled, because: "\(functions) enabled (physicalFunctionWithVFs: hide)")
        }
        if ManagementDisplay.contains(function), device.attachment != .passthrough {
            return .withheld(as: .managementDisplay, because: "the display of a management processor")
        }
        switch device.readiness {
        case .ready: break
        case .unbound: return .withheld(as: .noDriver, because: "no driver is bound")
        case .pending(let why): return .withheld(as: .pending, because: "pending: \(why)")
        case .failed(let why): return .failed(because: why)
        }
        if let reason = device.isUselessBecause { return .withheld(as: device.uselessness, because: reason) }
        guard let attachment = device.attachment else {
            return .withheld(as: .notUsable, because: "driver \(function.driver ?? "none") gives it no node")
        }
        guard rules.attachments.contains(attachment) else {
            return .withheld(
                as: .attachmentExcluded,
                because: "left out by the configuration: attachment.\(attachment.rawValue) is false")
        }
        guard attachment == .passthrough, let reason = blockers.reason(against: function) else { return .offered }
        return .withheld(as: .groupShared, because: reason)
    }
}
