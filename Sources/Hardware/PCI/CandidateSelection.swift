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
}

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

/// Class codes that a person names: a base class (`0x12`), a base class with its subclass (`0x0b40`), or a full code
/// (`0x030200`); the `0x` may be left out.
package struct ClassPattern: Hashable, Sendable {
    /// The digits that must agree, counted from the left: 2, 4 or 6.
    private let digits: Int
    private let code: UInt32

    package init(baseClass: UInt8) {
        digits = 2
        code = UInt32(baseClass)
    }

    package func matches(_ pciClass: PCIClass) -> Bool { pciClass.code >> (4 * UInt32(6 - digits)) == code }
}

extension ClassPattern: LosslessStringConvertible {
    /// Any other number of digits gives nil: `0x300` could mean `0x0300` or `0x000300`.
    package init?(_ text: String) {
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        guard [2, 4, 6].contains(digits.utf8.count), let code = UInt32(hexadecimalDigits: digits) else { return nil }
        self.digits = digits.utf8.count
        self.code = code
    }

    package var description: String { "0x" + hexadecimal(code, digits: digits) }
}

/// Vendor and device ids that a person names: `8086:56a0` for one device, `8086:*` or `8086` for all of a vendor.
package struct IDPattern: Hashable, Sendable {
    package let vendorID: PCIID
    /// Absent where every device of the vendor is meant.
    package let deviceID: PCIID?

    package init(vendorID: PCIID, deviceID: PCIID? = nil) {
        self.vendorID = vendorID
        self.deviceID = deviceID
    }

    package func matches(vendorID: PCIID, deviceID: PCIID) -> Bool {
        self.vendorID == vendorID && (self.deviceID == nil || self.deviceID == deviceID)
    }
}

extension IDPattern: LosslessStringConvertible {
    /// Each id has four hexadecimal digits, with or without `0x`; anything else gives nil.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let vendorID = PCIID(text: parts[0]) else { return nil }
        guard parts.count == 2, parts[1] != "*" else {
            self.init(vendorID: vendorID)
            return
        }
        guard let deviceID = PCIID(text: parts[1]) else { return nil }
        self.init(vendorID: vendorID, deviceID: deviceID)
    }

    /// As lspci prints ids: `8086:56a0`, without `0x`.
    package var description: String {
        let device = deviceID.map { hexadecimal($0.rawValue, digits: 4) } ?? "*"
        return "\(hexadecimal(vendorID.rawValue, digits: 4)):\(device)"
    }
}
