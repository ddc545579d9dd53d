internal import Hardware

/// What became of an accelerator, as the screen, the summary and the colours have it.
enum DeviceState: CaseIterable {
    case offered
    case waiting
    case withoutDriver
    case failed
    /// In order, and offered through its virtual functions or partitions.
    case split
    /// In order, and of no use to a workload.
    case notOffered
    case management

    /// After the number of devices: `2 offered, 1 without driver`.
    var adjective: String? {
        switch self {
        case .offered: "offered"
        case .waiting: "waiting"
        case .withoutDriver: "without driver"
        case .failed: "failed"
        case .split: nil
        case .notOffered: "not offered"
        case .management: nil
        }
    }

    var colour: ScreenStyle.Colour? {
        switch self {
        case .offered: .green
        case .waiting, .withoutDriver: .yellow
        case .failed: .red
        case .split, .notOffered, .management: nil
        }
    }

    /// Whether somebody may want to do something about it.
    var needsAttention: Bool {
        switch self {
        case .waiting, .withoutDriver, .failed, .notOffered: true
        case .offered, .split, .management: false
        }
    }
}

extension Inventory {
    func state(of accelerator: Accelerator) -> DeviceState {
        switch accelerator.offer.kind {
        case nil: .offered
        case .virtualFunctionsEnabled, .divided: .split
        case .managementDisplay: .management
        case .noDriver: .withoutDriver
        case .pending: .waiting
        case .failed: .failed
        case .notUsable, .attachmentExcluded, .groupShared, .noSharedCounters: .notOffered
        }
    }

    /// How many partitions a whole card has.
    func partitions(of accelerator: Accelerator) -> Int {
        guard accelerator.partition == nil else { return 0 }
        return accelerators.count { $0.partition?.parent == accelerator.name }
    }

    /// `ready, VF 3, vfio`.
    func stateLabel(of accelerator: Accelerator) -> String {
        var words: [String]
        switch state(of: accelerator) {
        case .offered: words = ["ready"]
        case .waiting: words = ["waiting"]
        case .withoutDriver: words = ["no driver"]
        case .failed: words = ["failed"]
        case .notOffered: words = ["not offered"]
        case .management: return "management"
        case .split:
            if let function = accelerator.function.sriov.physicalFunction, function.liveVFs > 0 {
                return "\(function.liveVFs) of \(function.totalVFs) VFs"
            }
            return Self.counted(partitions(of: accelerator), "partition")
        }
        if case .virtual(_, let index) = accelerator.function.sriov {
            words.append(index.map { "VF \($0)" } ?? "VF")
        }
        if accelerator.attachment == .passthrough { words.append("vfio") }
        return words.joined(separator: ", ")
    }
}
