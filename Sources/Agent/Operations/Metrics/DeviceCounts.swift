internal import Hardware

/// Devices by state and type. All pairs are there, those without devices as well.
struct DeviceCounts {
    private struct Key: Hashable {
        let state: String
        let type: FunctionType
    }

    private static let states = [Readiness.failed(""), .pending(""), .ready, .unbound].map(\.state)

    private let found: [Key: Int]
    private let offered: [FunctionType: Int]

    init(_ inventory: Inventory = Inventory()) {
        found = inventory.accelerators.reduce(into: [:]) { counts, accelerator in
            counts[Key(state: accelerator.readiness.state, type: accelerator.type), default: 0] += 1
        }
        offered = inventory.offered.reduce(into: [:]) { counts, accelerator in
            counts[accelerator.type, default: 0] += 1
        }
    }

    var foundSamples: [MetricSample] {
        Self.states.flatMap { state in
            FunctionType.allCases.map { type in
                MetricSample(found[Key(state: state, type: type)] ?? 0, ["state": state, "type": type.rawValue])
            }
        }
    }

    var offeredSamples: [MetricSample] {
        FunctionType.allCases.map { MetricSample(offered[$0] ?? 0, ["type": $0.rawValue]) }
    }
}
