/// One PCI function as the kernel shows it; whatever is unknown is absent.
package struct PCIFunction: Hashable, Sendable {
    package var address: PCIAddress
    package var vendorID: PCIID
    package var deviceID: PCIID
    package var subsystemVendorID: PCIID?
    package var subsystemID: PCIID?
    package var pciClass: PCIClass
    package var revision: UInt8?
    /// The bound kernel driver.
    package var driver: String?
    /// The version that the driver's module declares (`/sys/module/NAME/version`).
    package var driverVersion: String?
    package var numaNode: Int?
    package var iommuGroup: IOMMUGroup?
    package var link: PCIeLink
    /// `D0` to `D3cold`.
    package var powerState: String?
    /// `reset_method`, in the kernel's order of preference; empty where the function cannot be reset.
    package var resetMethods: [String]?
    /// Whether the firmware used this function as its display.
    package var isBootVGA: Bool?
    package var sriov: SRIOVRole
    /// The bridges between the root complex and the function, topmost first.
    package var upstream: [PCIAddress]
    /// `resource.kubernetes.io/pcieRoot`: `pci0000:00`; absent for 5-digit domains and for roots that do not stand
    /// directly below `/sys/devices`.
    package var pcieRoot: String?
    package var name: ProductName
    /// PCIe's Device Serial Number, a number of the chip and not the board's serial number.
    package var deviceSerialNumber: String?

    package init(
        address: PCIAddress, vendorID: PCIID, deviceID: PCIID, subsystemVendorID: PCIID? = nil,
        subsystemID: PCIID? = nil, pciClass: PCIClass, revision: UInt8? = nil, driver: String? = nil,
        driverVersion: String? = nil, numaNode: Int? = nil, iommuGroup: IOMMUGroup? = nil,
        link: PCIeLink = PCIeLink(), powerState: String? = nil, resetMethods: [String]? = nil,
        isBootVGA: Bool? = nil, sriov: SRIOVRole = .none, upstream: [PCIAddress] = [], pcieRoot: String? = nil,
        name: ProductName = ProductName(), deviceSerialNumber: String? = nil
    ) {
        self.address = address
        self.vendorID = vendorID
        self.deviceID = deviceID
        self.subsystemVendorID = subsystemVendorID
        self.subsystemID = subsystemID
        self.pciClass = pciClass
        self.revision = revision
        self.driver = driver
        self.driverVersion = driverVersion
        self.numaNode = numaNode
        self.iommuGroup = iommuGroup
        self.link = link
        self.powerState = powerState
        self.resetMethods = resetMethods
        self.isBootVGA = isBootVGA
        self.sriov = sriov
        self.upstream = upstream
        self.pcieRoot = pcieRoot
        self.name = name
        self.deviceSerialNumber = deviceSerialNumber
    }

    /// The bridge directly above the function.
    package var parent: PCIAddress? { upstream.last }
}

/// A vendor or device id of PCI configuration space; prints as `0x10de`.
package struct PCIID: Hashable, Comparable, Sendable, RawRepresentable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// Reads four hexadecimal digits, with or without `0x`, of either case.
    package init?(text: Substring) {
        let text = text.utf8.span
        let hasPrefix = text.count == 6 && text[0] == UInt8(ascii: "0") && text[1] == UInt8(ascii: "x")
        let digits = text.extracting(droppingFirst: hasPrefix ? 2 : 0)
        guard digits.count == 4, let value = UInt16(digits: digits, radix: 16) else { return nil }
        self.init(value)
    }

    package static func < (left: PCIID, right: PCIID) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(asciiBytes: Self.textCount) { write(to: &$0) } }

    func write(to text: inout ASCIIBytes) {
        for byte in "0x".utf8 { text.append(byte) }
        text.append(hexadecimal: UInt64(rawValue), digits: 4)
    }

    /// How many bytes it has as a text.
    static let textCount = "0x56a0".utf8.count
}

/// The 24-bit class code: base class, subclass, programming interface; prints as `0x030200`.
package struct PCIClass: Hashable, Sendable, CustomStringConvertible {
    package let code: UInt32

    /// Returns nil when `code` needs more than 24 bits.
    package init?(code: UInt32) {
        guard code <= 0xff_ffff else { return nil }
        self.code = code
    }

    package var base: UInt8 { UInt8(truncatingIfNeeded: code >> 16) }

    /// Base class 03.
    package var isDisplay: Bool { base == 0x03 }

    /// Base class 12.
    package var isProcessingAccelerator: Bool { base == 0x12 }

    package var description: String { "0x" + hexadecimal(code, digits: 6) }
}

/// An IOMMU group: the smallest set of functions that the IOMMU can keep apart from all others.
package struct IOMMUGroup: Hashable, Sendable {
    package let number: Int
    /// All functions of the group that are known, the owner of this value included, by address.
    package var members: [PCIAddress]

    package init(number: Int, members: [PCIAddress]) {
        self.number = number
        self.members = members
    }
}
