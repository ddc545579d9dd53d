internal import Hardware

extension Inventory {
    /// Without the physical functions whose virtual ones are there too: what the policy `hide` does, where `counters`
    /// was asked for and a server keeps none. Given away both, they would be one device in two hands.
    var hidingSharedPhysicalFunctions: Inventory {
        let hidden = accelerators.map { accelerator in
            guard case .offered = accelerator.offer, accelerator.function.sriov.physicalFunction?.liveVFs ?? 0 > 0
            else {
                return accelerator
            }
            var hidden = accelerator
            hidden.offer = .withheld(because: "the server keeps no shared counters")
            return hidden
        }
        return Inventory(host: host, accelerators: hidden, omissions: omissions)
    }
}
