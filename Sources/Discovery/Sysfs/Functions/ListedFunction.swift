package import Hardware

/// A function that the bus lists, with its directory open. As much is read as tells the few that are worth a closer look
/// from the others; those are then read from the same directory, which no other function can take the place of.
package struct ListedFunction: ~Copyable {
    package let identity: FunctionIdentity
    private let address: PCIAddress
    private let directory: HostDirectory
    private let uevent: UeventProperties

    /// `bus` is the directory that lists all functions.
    package init(
        _ address: PCIAddress, on bus: borrowing HostDirectory, in host: HostRoot
    ) throws(UnreadableFunction) {
        // The directory's own path costs half as much as the bus's link to it.
        let topology = TopologyPath(of: address, link: bus.link(address.description))
        guard let directory = host.directory(topology.directory) else { throw .vanished }
        let uevent = UeventProperties(directory.text("uevent") ?? "")
        let identity = try FunctionIdentity(of: address, at: topology, directory, uevent)
        self.identity = identity
        self.address = address
        self.uevent = uevent
        self.directory = directory
    }

    /// All that is said there.
    package consuming func files() -> FunctionFiles { FunctionFiles(address, directory, uevent) }
}
