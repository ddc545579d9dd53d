package import Hardware

/// What a function's configuration header says it is.
package struct PCIIdentity: Hashable, Sendable {
    package var vendorID: PCIID
    package var deviceID: PCIID
    /// Base class and subclass, as `0x0302`.
    package var subclass: UInt16

    package init(vendorID: PCIID, deviceID: PCIID, subclass: UInt16) {
        self.vendorID = vendorID
        self.deviceID = deviceID
        self.subclass = subclass
    }

    package var baseClass: UInt8 { UInt8(truncatingIfNeeded: subclass >> 8) }
}
