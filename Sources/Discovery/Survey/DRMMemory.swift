internal import DriverFacts
internal import Hardware

/// Joins Intel's GPUs with the size of their memory, where sysfs does not have it: their drivers tell it at the render
/// node.
struct DRMMemory {
    let source: any DriverFactsSource

    /// - Returns: What the drivers have told; none where nobody could be asked, or nothing was answered.
    func join(_ devices: inout [FoundDevice], omissions: inout [Omission]) -> [DriverFacts.GPU] {
        DRMDriver.allCases.flatMap { driver in
            let asked = devices.indices.filter { devices[$0].isAsked(of: driver) }
            guard !asked.isEmpty else { return [DriverFacts.GPU]() }
            let answer = source.facts(
                DriverFactsQuestion(
                    to: .driver(driver),
                    gpus: asked.map { index in
                        .init(address: devices[index].address, node: devices[index].renderNode)
                    }))
            for (address, fault) in answer.faults {
                omissions.append(Omission(address: address, what: "facts of the driver \(driver.rawValue)", why: fault))
            }
            let facts = Dictionary(answer.facts.gpus.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
            for index in asked {
                devices[index].memory = facts[devices[index].address]?.memoryBytes.map {
                    DeviceMemory(bytes: $0, source: .drmQuery)
                }
            }
            return answer.facts.gpus
        }
    }
}

extension FoundDevice {
    fileprivate var renderNode: String? { nodes.first { $0.kind == .render }?.path }

    fileprivate func isAsked(of driver: DRMDriver) -> Bool {
        function.driver == driver.rawValue && memory == nil && partition == nil && attachment == .native
            && readiness == .ready && renderNode != nil
    }
}
