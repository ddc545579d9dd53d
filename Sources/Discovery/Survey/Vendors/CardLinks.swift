internal import Hardware
internal import Sysfs

/// Finds the link that joins a function's card to the machine.
struct CardLinks: Sendable {
    private let host: HostRoot
    /// Many functions stand below the same ports.
    private let vendors = OncePerKey<PCIAddress, PCIID?>()

    init(host: HostRoot) { self.host = host }

    /// Discrete GPUs of some vendors sit behind a switch on their own card, and their own link only reaches that: a
    /// fixed 2.5 GT/s x1 at Intel's. The card's link is the one of the switch's upstream port, the second bridge above
    /// the function, below the root port.
    func link(of files: borrowing FunctionFiles, at topology: TopologyPath) -> PCIeLink {
        let bridges = topology.upstream.suffix(2)
        guard topology.upstream.count > 2, let port = bridges.first,
            let vendor = files.vendorID, bridges.allSatisfy({ self.vendor(of: $0) == vendor }),
            var link = FunctionFiles.open(port, in: host)?.link, !link.isUnknown
        else { return files.link }
        link.port = port
        return link
    }

    private func vendor(of bridge: PCIAddress) -> PCIID? {
        vendors.value(of: bridge) { FunctionFiles.open(bridge, in: host)?.vendorID }
    }
}
