package import Hardware

/// Reads identities and names of PCI functions through libpci's Linux sysfs back end.
///
/// A scanner holds no handle: each scan opens libpci anew, since libpci caches what it has read.
package struct PCIScanner: Sendable {
    private let sysfs: String

    /// - Parameter sysfs: The bus directory, such as `/sys/bus/pci`.
    package init(sysfs: String) {
        self.sysfs = sysfs
    }

    /// Reads the functions at `addresses`, one after the other; a function that cannot be read costs the others nothing.
    ///
    /// - Parameters:
    ///   - addresses: Functions that have a directory below `devices/`.
    ///   - isNamed: Whether pci.ids is asked for a function's names, which costs the reading of that file once.
    ///   - report: Receives each function's identity or failure, and its names.
    /// - Throws: Where libpci cannot be opened at all.
    package func scan(
        _ addresses: [PCIAddress], naming isNamed: (PCIAddress, PCIIdentity) -> Bool,
        report: (PCIAddress, Result<PCIIdentity, PCIScanError>, ProductName) -> Void
    ) throws(PCIScanError) {
        let session = try PCISession()
        try session.open(sysfs: sysfs)
        for address in addresses {
            do throws(PCIScanError) {
                let identity = try session.identity(of: address)
                report(
                    address, .success(identity), isNamed(address, identity) ? session.name(of: identity) : ProductName()
                )
            } catch {
                report(address, .failure(error), ProductName())
            }
        }
    }
}
