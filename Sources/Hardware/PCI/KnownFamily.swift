/// What is known of a family of accelerators: by what it is found, which nodes its driver gives, and what the driver tells.
/// The table in docs/accelerators.md is this one.
package struct KnownFamily: Sendable {
    package let title: String
    /// Drivers by which it is known; none where nobody has said what the driver is called.
    package let drivers: [String]
    /// Functions that are looked at whatever their class is.
    package let ids: [IDPattern]
    package let nodes: Nodes
    /// Nodes that the driver makes once for all its devices, below /dev, and that a workload needs as well.
    package var shared: [SharedNode] = []
    package var memory: [DeviceMemory.Source] = []
    /// Where the driver itself has the product's name.
    package var name: String?
    /// Where the driver itself has the board's serial number.
    package var serial: String?

    package enum Nodes: Sendable {
        /// DRM, accel and RDMA devices directly below the function.
        case direct
        /// Those, and the vendor's own ones wherever they stand below the function.
        case registered
        /// Nodes that user space makes by what `/proc/driver/nvidia` says.
        case nvidia
        /// Nodes that the kernel keeps apart from their functions.
        case unparented(UnparentedNodes)
        /// None, and none will follow: a sentence without a final stop.
        case none(because: String)
    }

    /// Whether a function is of this family, by its driver or by its ids.
    package func contains(_ function: PCIFunction) -> Bool {
        function.driver.map { drivers.contains($0) } == true
            || ids.contains { $0.matches(vendorID: function.vendorID, deviceID: function.deviceID) }
    }

    /// Whether a node that stands below no function is one of this family's. Takes its name below /dev.
    package func makes(node name: String) -> Bool {
        if case .unparented(let pattern) = nodes, pattern.number(in: name) != nil { return true }
        return shared.contains { $0.matches(name) }
    }

    /// The family of a function, by its driver, or else by its ids.
    package static func of(_ function: PCIFunction, driver: String) -> KnownFamily? {
        byDriver[driver]
            ?? all.first { family in
                family.ids.contains { $0.matches(vendorID: function.vendorID, deviceID: function.deviceID) }
            }
    }

    /// Whether a function is an accelerator by its ids, whatever its class says. Some vendors' cards have bridges, audio
    /// and the like besides.
    package static func contains(vendorID: PCIID, deviceID: PCIID, baseClass: UInt8) -> Bool {
        let others: ClosedRange<UInt8> = 0x01...0x07
        guard let ids = idsByVendor[vendorID], !others.contains(baseClass), baseClass != 0x0c else { return false }
        return ids.contains { $0.matches(vendorID: vendorID, deviceID: deviceID) }
    }

    private static let byDriver = Dictionary(
        all.flatMap { family in family.drivers.map { ($0, family) } }, uniquingKeysWith: { first, _ in first })

    private static let idsByVendor = Dictionary(grouping: all.flatMap(\.ids), by: \.vendorID)
}

/// Nodes of which only the names below /dev are known: `neuron0`, `memx0` with `memx0_feature`, `rngd/npu0mgmt`.
package struct UnparentedNodes: Sendable {
    /// The directory below /dev; empty for /dev itself.
    package var directory = ""
    /// What stands before a device's number in the names of all its nodes.
    package let prefix: String
    /// Devices of this class have a file that holds the address of their function.
    package var addresses: (subsystem: String, file: String)?

    package init(directory: String = "", prefix: String, addresses: (subsystem: String, file: String)? = nil) {
        self.directory = directory
        self.prefix = prefix
        self.addresses = addresses
    }

    /// The number of the device whose node has this name below /dev: digits, with colons between them as in
    /// `metis-0:1:0`; nil for a node of others.
    package func number(in name: String) -> String? {
        let start = directory.isEmpty ? prefix : "\(directory)/\(prefix)"
        guard name.hasPrefix(start) else { return nil }
        let digits = name.utf8.dropFirst(start.utf8.count).prefix { $0.isDecimalDigit || $0 == UInt8(ascii: ":") }
        return digits.first?.isDecimalDigit == true ? String(Substring(digits)) : nil
    }
}

/// A node that a driver makes once for all its devices.
package enum SharedNode: Hashable, Sendable {
    /// By its name below /dev.
    case named(String)
    /// By what stands before its number; there may be several, for a group of devices each.
    case numbered(String)

    package func matches(_ name: String) -> Bool {
        switch self {
        case .named(let own): name == own
        case .numbered(let prefix):
            name.hasPrefix(prefix) && Int(decimalDigits: name.dropFirst(prefix.utf8.count)) != nil
        }
    }
}
