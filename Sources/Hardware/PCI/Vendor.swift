/// The short names of vendors whose functions are offered, as other drivers of the field spell them.
package enum Vendor {
    private static let names: [UInt16: String] = [
        0x1002: "amd", 0x1022: "amd", 0x102b: "matrox", 0x10de: "nvidia", 0x10ee: "xilinx", 0x1414: "microsoft",
        0x17cb: "qualcomm", 0x19e5: "huawei", 0x1a03: "aspeed", 0x1ac1: "google", 0x1ae0: "google", 0x1af4: "virtio",
        0x1bcf: "nec", 0x1d0f: "amazon", 0x1d94: "hygon", 0x1d95: "graphcore", 0x1da3: "habana", 0x1e3e: "iluvatar",
        0x1e52: "tenstorrent", 0x1e60: "hailo", 0x1ed2: "furiosa", 0x1ed5: "moorethreads", 0x1eff: "rebellions",
        0x1f9d: "axelera", 0x1fe9: "memryx", 0x8086: "intel", 0x9999: "metax", 0xcabc: "cambricon",
    ]

    /// The vendor's short name, or its id (`0x1234`) where it has none here.
    package static func name(of id: PCIID) -> String { names[id.rawValue] ?? id.description }
}

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
