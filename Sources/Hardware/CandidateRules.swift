/// Terms by which a person names functions; one match is enough.
package struct CandidateRules: Hashable, Sendable {
    package var classes: [ClassPattern]
    package var ids: [IDPattern]
    package var addresses: [PCIAddress]

    package init(classes: [ClassPattern] = [], ids: [IDPattern] = [], addresses: [PCIAddress] = []) {
        self.classes = classes
        self.ids = ids
        self.addresses = addresses
    }

    /// The first term that matches as it stands in a configuration: `ids 10de:25b6`. Addresses come first, since they
    /// say most, classes last.
    package func match(
        vendorID: PCIID, deviceID: PCIID, pciClass: PCIClass, address: PCIAddress
    ) -> String? {
        if addresses.contains(address) { return "addresses \(address)" }
        if let id = ids.first(where: { $0.matches(vendorID: vendorID, deviceID: deviceID) }) { return "ids \(id)" }
        return classes.first { $0.matches(pciClass) }.map { "classes \($0)" }
    }
}
