/// Versions of drivers' modules, read once each.
package struct DriverModules: Sendable {
    private let host: HostRoot
    private var versions: [String: String?] = [:]

    package init(_ host: HostRoot) {
        self.host = host
    }

    /// What `MODULE_VERSION` says, of the module that a PCI driver belongs to; absent where a module has none, as most
    /// in the kernel's own tree.
    package mutating func version(ofDriver driver: String) -> String? {
        if let known = versions[driver] { return known }
        let link = host.link("/sys/bus/pci/drivers/\(driver)/module")
        let module =
            link?.lastPathComponent ?? String(driver.map { $0 == "-" ? "_" : $0 })
        let version = host.text("/sys/module/\(module)/version")
        versions[driver] = .some(version)
        return version
    }
}
