internal import DriverFacts
internal import Hardware

/// Joins Intel's GPUs with the size of their memory, where sysfs does not have it: their drivers tell it at the render
/// node.
struct DRMMemory {
    let source: any DriverFactsSource

    /// - Returns: The inventory with what the drivers have told; itself where nobody had anything to say.
    func join(_ inventory: Inventory) -> Inventory {
        var told: [DriverFacts.GPU] = []
        var omissions: [Omission] = []
        for driver in DRMDriver.allCases {
            let asked = inventory.accelerators.lazy.filter { $0.isAsked(of: driver) }.map {
                DriverFactsQuestion.GPU(address: $0.address, node: $0.renderNode)
            }
            guard !asked.isEmpty else { continue }
            let answer = source.facts(DriverFactsQuestion(to: .driver(driver), gpus: Array(asked)))
            told += answer.facts.gpus
            omissions += answer.faults.map { address, fault in
                Omission(address: address, what: "facts of the driver \(driver.rawValue)", why: fault)
            }
        }
        // Thousands of devices are not copied for nothing.
        guard !told.isEmpty || !omissions.isEmpty else { return inventory }
        var facts = inventory.driverFacts ?? DriverFacts()
        facts.gpus += told
        return inventory.with(
            accelerators: inventory.accelerators.map { $0.taking(told) }, besides: omissions,
            driverFacts: facts.gpus.isEmpty ? nil : facts)
    }
}

extension Accelerator {
    fileprivate var renderNode: String? { nodes.first { $0.kind == .render }?.path }

    fileprivate func taking(_ told: [DriverFacts.GPU]) -> Accelerator {
        guard DRMDriver.allCases.contains(where: isAsked),
            let bytes = told.first(where: { $0.address == address })?.memoryBytes
        else { return self }
        var accelerator = self
        accelerator.memory = DeviceMemory(bytes: bytes, source: .drmQuery)
        return accelerator
    }

    fileprivate func isAsked(of driver: DRMDriver) -> Bool {
        function.driver == driver.rawValue && memory == nil && partition == nil && attachment == .native
            && readiness == .ready && renderNode != nil
    }
}
