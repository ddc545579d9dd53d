internal import DriverFacts
internal import Hardware

/// Joins Intel's GPUs with the size of their memory, where sysfs does not have it: their drivers tell it at the render
/// node.
struct DRMMemory {
    let source: any DriverFactsSource

    /// - Returns: The inventory with what the drivers have told; itself where nobody could be asked.
    func join(_ inventory: Inventory) -> Inventory {
        guard inventory.accelerators.contains(where: \.isAsked) else { return inventory }
        var accelerators = inventory.accelerators
        var omissions: [Omission] = []
        var facts = inventory.driverFacts ?? DriverFacts()
        for driver in DRMDriver.allCases {
            let asked = accelerators.indices.filter { accelerators[$0].isAsked(of: driver) }
            guard !asked.isEmpty else { continue }
            let answer = source.facts(
                DriverFactsQuestion(
                    to: .driver(driver),
                    gpus: asked.map { index in
                        .init(address: accelerators[index].address, node: accelerators[index].renderNode)
                    }))
            omissions += answer.faults.map { address, fault in
                Omission(address: address, what: "facts of the driver \(driver.rawValue)", why: fault)
            }
            let told = Dictionary(answer.facts.gpus.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
            for index in asked {
                accelerators[index].memory = told[accelerators[index].address]?.memoryBytes.map {
                    DeviceMemory(bytes: $0, source: .drmQuery)
                }
            }
            facts.gpus += answer.facts.gpus
        }
        return inventory.with(
            accelerators: accelerators, besides: omissions, driverFacts: facts.gpus.isEmpty ? nil : facts)
    }
}

extension Accelerator {
    fileprivate var renderNode: String? { nodes.first { $0.kind == .render }?.path }

    fileprivate var isAsked: Bool { DRMDriver.allCases.contains(where: isAsked) }

    fileprivate func isAsked(of driver: DRMDriver) -> Bool {
        function.driver == driver.rawValue && memory == nil && partition == nil && attachment == .native
            && readiness == .ready && renderNode != nil
    }
}
