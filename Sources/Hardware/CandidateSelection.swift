/// Which functions a person adds to the candidates and which they take away. What is excluded stays away, included or
/// not.
package struct CandidateSelection: Hashable, Sendable {
    package var include: CandidateRules
    package var exclude: CandidateRules

    package init(include: CandidateRules = CandidateRules(), exclude: CandidateRules = CandidateRules()) {
        self.include = include
        self.exclude = exclude
    }

    package func matchesInclude(
        vendor: PCIID, device: PCIID, class pciClass: PCIClass, address: PCIAddress
    ) -> Bool {
        include.match(vendorID: vendor, deviceID: device, pciClass: pciClass, address: address) != nil
    }

    /// The rule that takes a function away, as its reason can name it: `exclude.ids 10de:25b6`.
    package func excludeRule(
        vendor: PCIID, device: PCIID, class pciClass: PCIClass, address: PCIAddress
    ) -> String? {
        exclude.match(vendorID: vendor, deviceID: device, pciClass: pciClass, address: address).map { "exclude.\($0)" }
    }

    package func includes(_ function: PCIFunction) -> Bool {
        matchesInclude(
            vendor: function.vendorID, device: function.deviceID, class: function.pciClass, address: function.address)
    }

    package func excludeRule(for function: PCIFunction) -> String? {
        excludeRule(
            vendor: function.vendorID, device: function.deviceID, class: function.pciClass, address: function.address)
    }
}
