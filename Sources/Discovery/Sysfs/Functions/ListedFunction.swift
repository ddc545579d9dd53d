private import Files
package import Hardware
private import SystemPackage

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

/// What a function of the bus is.
package struct FunctionIdentity: Hashable, Sendable {
    package let vendorID: PCIID
    package let deviceID: PCIID
    package let pciClass: PCIClass
    package let iommuGroup: Int?
    package let topology: TopologyPath

    /// From `uevent`, where the kernel says all of it; where a capture has less there, from the files that say a part each.
    fileprivate init(
        of address: PCIAddress, at topology: TopologyPath, _ directory: borrowing HostDirectory,
        _ uevent: UeventProperties
    ) throws(UnreadableFunction) {
        self.topology = topology
        if let ids = uevent.ids("PCI_ID") {
            vendorID = ids.vendor
            deviceID = ids.device
        } else {
            vendorID = try Self.id("vendor", directory, of: address)
            deviceID = try Self.id("device", directory, of: address)
        }
        if let stated = uevent.pciClass {
            pciClass = stated
        } else {
            pciClass = try Self.pciClass(directory, of: address)
        }
        iommuGroup = directory.link("iommu_group").flatMap { Int(decimalDigits: $0.lastPathComponent) }
    }

    /// Asks the files as well: where a capture's files disagree with its `uevent`, neither is believed. The kernel writes
    /// both from the same fields (`pci_uevent` and the attributes in drivers/pci/pci-sysfs.c), so that nothing is asked
    /// twice on this machine.
    package func confirm(by files: borrowing FunctionFiles, in host: HostRoot) throws(UnreadableFunction) {
        guard vendorID != PCIID(0), vendorID != PCIID(0xffff) else { throw .malformed(file: "vendor") }
        guard !host.isMachine else { return }
        let (address, names) = (files.address, files.names)
        guard try Self.id("vendor", files.directory, of: address, names) == vendorID else {
            throw .malformed(file: "vendor")
        }
        guard try Self.id("device", files.directory, of: address, names) == deviceID else {
            throw .malformed(file: "device")
        }
        guard try Self.pciClass(files.directory, of: address, names) == pciClass else {
            throw .malformed(file: "class")
        }
    }

    private static func id(
        _ name: String, _ directory: borrowing HostDirectory, of address: PCIAddress, _ names: EntryNames = []
    ) throws(UnreadableFunction) -> PCIID {
        guard let id = PCIID(text: try text(name, directory, of: address, names)[...]) else {
            throw .malformed(file: name)
        }
        return id
    }

    private static func pciClass(
        _ directory: borrowing HostDirectory, of address: PCIAddress, _ names: EntryNames = []
    ) throws(UnreadableFunction) -> PCIClass {
        let text = try text("class", directory, of: address, names)
        guard text.hasPrefix("0x"), text.utf8.count == 8,
            let pciClass = UInt32(hexadecimalDigits: text.dropFirst(2)).flatMap({ PCIClass(code: $0) })
        else { throw .malformed(file: "class") }
        return pciClass
    }

    private static func text(
        _ name: String, _ directory: borrowing HostDirectory, of address: PCIAddress, _ names: EntryNames
    ) throws(UnreadableFunction) -> String {
        do {
            return try directory.attribute(name, listedIn: names)
        } catch {
            // Nothing is listed of a function that has left while its directory is still open.
            throw directory.names().count == 0
                ? .vanished : .unopenable("/sys/bus/pci/devices/\(address)/\(name)", error.description)
        }
    }
}

/// Why a function cannot be described.
package enum UnreadableFunction: Error, Hashable, CustomStringConvertible {
    case vanished
    case unopenable(String, String)
    case malformed(file: String)

    package var description: String {
        switch self {
        case .vanished: "it vanished while it was being read"
        case .unopenable(let path, let reason): "Cannot open \(path): \(reason)"
        case .malformed(file: "class"): "its class is unreadable"
        case .malformed(let file): "its \(file) file holds no PCI id"
        }
    }
}
