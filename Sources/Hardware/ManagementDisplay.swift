/// Display controllers that serve a server's management processor (BMC) and compute nothing, by their ids in pci.ids.
package enum ManagementDisplay {
    private static let ids: [UInt16: Set<UInt16>?] = [
        0x1a03: nil,  // every ASPEED function
        0x102b: [0x0522, 0x0530, 0x0532, 0x0533, 0x0534, 0x0536, 0x0538],  // Matrox G200e, eW, eR, eH
        0x1002: [0x515e],  // ES1000
        0x126f: [0x0750],  // SM750
        0x18ca: [0x0020, 0x0021],  // XGI Z7, Z9
        0x19e5: [0x1711],  // Hi171x
    ]

    package static func contains(_ function: PCIFunction) -> Bool {
        guard let devices = ids[function.vendorID.rawValue] else { return false }
        return devices?.contains(function.deviceID.rawValue) ?? true
    }
}
