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
