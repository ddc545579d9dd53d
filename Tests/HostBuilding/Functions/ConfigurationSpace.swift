import Hardware

/// The first 64 bytes of PCI configuration space, which any user may read.
struct ConfigurationSpace {
    private(set) var bytes = [UInt8](repeating: 0, count: 64)

    /// `buses` are those behind a bridge. A virtual function answers `ffff` for its ids (SR-IOV 1.1, 3.4.1).
    init(of function: HostFunction, buses: ClosedRange<UInt8>?, isVirtual: Bool) {
        store(isVirtual ? 0xffff : function.vendorID.rawValue, at: 0x00)
        store(isVirtual ? 0xffff : function.deviceID.rawValue, at: 0x02)
        store(UInt16(function.driver == nil ? 0 : 0x0406), at: 0x04)
        store(UInt16(0x0010), at: 0x06)  // there is a capability list
        store(function.pciClass.code << 8 | UInt32(function.revision), at: 0x08)
        store(UInt8(0x40), at: 0x34)
        if let buses {
            store(UInt8(0x01), at: 0x0e)
            store(function.address.bus, at: 0x18)
            store(buses.lowerBound, at: 0x19)
            store(buses.upperBound, at: 0x1a)
        } else {
            store(function.subsystemVendorID.rawValue, at: 0x2c)
            store(function.subsystemID.rawValue, at: 0x2e)
            if !isVirtual { storeBars(function.regions) }
        }
    }

    private mutating func storeBars(_ regions: [Int: HostRegion]) {
        for (line, region) in regions where line < 6 {
            let kind: UInt32 =
                switch region.kind {
                case .memory32: 0x0
                case .memory64: 0x4
                case .prefetchable64: 0xc
                }
            store(UInt32(truncatingIfNeeded: region.start) | kind, at: 0x10 + 4 * line)
            guard region.kind != .memory32, line < 5 else { continue }
            store(UInt32(truncatingIfNeeded: region.start >> 32), at: 0x14 + 4 * line)
        }
    }

    private mutating func store(_ value: some FixedWidthInteger, at offset: Int) {
        for byte in 0..<(value.bitWidth / 8) {
            bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
        }
    }
}
