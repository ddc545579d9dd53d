package import Hardware

/// Reads identities and names of PCI functions through libpci's Linux sysfs back end.
///
/// A scanner holds no handle: each call opens libpci anew, since libpci caches what it has read, and may be made on any
/// thread.
package struct PCIScanner: Sendable {
    private let sysfs: String

    /// Takes the bus directory, such as `/sys/bus/pci`.
    package init(sysfs: String) {
        self.sysfs = sysfs
    }

    /// Reads functions that have a directory below `devices/`, one after the other; one that cannot be read costs the
    /// others nothing.
    package func identities(
        of addresses: some Sequence<PCIAddress>
    ) throws(PCIScanError) -> [(address: PCIAddress, identity: Result<PCIIdentity, PCIScanError>)] {
        let session = try PCISession()
        try session.open(sysfs: sysfs)
        var identities: [(address: PCIAddress, identity: Result<PCIIdentity, PCIScanError>)] = []
        for address in addresses {
            do throws(PCIScanError) {
                identities.append((address, .success(try session.identity(of: address))))
            } catch {
                identities.append((address, .failure(error)))
            }
        }
        return identities
    }

    /// What pci.ids calls functions; nothing where that file is missing.
    package func names(of identities: Set<PCIIdentity>) throws(PCIScanError) -> [PCIIdentity: ProductName] {
        guard !identities.isEmpty else { return [:] }
        let session = try PCISession()
        try session.open(sysfs: sysfs)
        var names: [PCIIdentity: ProductName] = [:]
        for identity in identities { names[identity] = session.name(of: identity) }
        return names
    }
}
