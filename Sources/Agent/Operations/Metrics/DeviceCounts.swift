internal import Hardware

/// Each device, and how many there are by state and type. All pairs are there, those without devices as well.
struct DeviceCounts {
    private struct Key: Hashable {
        let state: String
        let type: FunctionType
    }

    private static let states = [Readiness.failed(""), .pending(""), .ready, .unbound].map(\.state)

    /// The samples are made when somebody asks for metrics: surveys are more frequent where much changes.
    private let accelerators: [Accelerator]

    init(_ inventory: Inventory = Inventory()) { accelerators = inventory.accelerators }

    var infoSamples: [MetricSample] {
        accelerators.map { accelerator in
            MetricSample(
                1,
                [
                    "device": accelerator.name.description, "address": accelerator.address.description,
                    "type": accelerator.type.rawValue, "product": accelerator.function.name.product ?? "",
                    "driver": accelerator.function.driver ?? "",
                ])
        }
    }

    var stateSamples: [MetricSample] {
        accelerators.map {
            MetricSample(1, ["device": $0.name.description, "state": $0.readiness.state])
        }
    }

    var foundSamples: [MetricSample] {
        let found = accelerators.reduce(into: [Key: Int]()) { counts, accelerator in
            counts[Key(state: accelerator.readiness.state, type: accelerator.type), default: 0] += 1
        }
        return Self.states.flatMap { state in
            FunctionType.allCases.map { type in
                MetricSample(found[Key(state: state, type: type)] ?? 0, ["state": state, "type": type.rawValue])
            }
        }
    }

    var offeredSamples: [MetricSample] {
        let offered = accelerators.reduce(into: [FunctionType: Int]()) { counts, accelerator in
            if accelerator.isOffered { counts[accelerator.type, default: 0] += 1 }
        }
        return FunctionType.allCases.map { MetricSample(offered[$0] ?? 0, ["type": $0.rawValue]) }
    }
}
