internal import Hardware

/// Each device, and how many there are by state and type. All pairs are there, those without devices as well.
struct DeviceCounts {
    private struct Key: Hashable {
        let state: String
        let type: FunctionType
    }

    private static let states = [Readiness.failed(""), .pending(""), .ready, .unbound].map(\.state)

    let infoSamples: [MetricSample]
    let stateSamples: [MetricSample]
    private let found: [Key: Int]
    private let offered: [FunctionType: Int]

    init(_ inventory: Inventory = Inventory()) {
        infoSamples = inventory.accelerators.map { accelerator in
            MetricSample(
                1,
                [
                    "device": accelerator.name.description, "address": accelerator.address.description,
                    "type": accelerator.type.rawValue, "product": accelerator.function.name.product ?? "",
                    "driver": accelerator.function.driver ?? "",
                ])
        }
        stateSamples = inventory.accelerators.map { accelerator in
            MetricSample(
                1, ["device": accelerator.name.description, "state": accelerator.readiness.state])
        }
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
