package import Hardware

/// A PCI function to add to a host; what is left out gets the value of a plain, idle function.
package struct HostFunction: Hashable, Sendable {
    package var address: PCIAddress
    package var vendorID: PCIID
    package var deviceID: PCIID
    package var pciClass: PCIClass
    package var subsystemVendorID: PCIID
    package var subsystemID: PCIID
    package var revision: UInt8
    package var driver: String?
    package var numaNode: Int
    package var iommuGroup: Int?
    package var link: PCIeLink?
    /// By line of the `resource` file: 0 to 5 the BARs, 6 the ROM, 7 to 12 those of virtual functions.
    package var regions: [Int: HostRegion]
    /// Further files, or other text for those that every function has; nil takes a file away.
    package var attributes: [String: String?]

    package init(
        _ address: PCIAddress, vendorID: PCIID, deviceID: PCIID, pciClass: PCIClass, subsystemVendorID: PCIID? = nil,
        subsystemID: PCIID = PCIID(0), revision: UInt8 = 0, driver: String? = nil, numaNode: Int = -1,
        iommuGroup: Int? = nil, link: PCIeLink? = nil, regions: [Int: HostRegion] = [:],
        attributes: [String: String?] = [:]
    ) {
        self.address = address
        self.vendorID = vendorID
        self.deviceID = deviceID
        self.pciClass = pciClass
        self.subsystemVendorID = subsystemVendorID ?? vendorID
        self.subsystemID = subsystemID
        self.revision = revision
        self.driver = driver
        self.numaNode = numaNode
        self.iommuGroup = iommuGroup
        self.link = link
        self.regions = regions
        self.attributes = attributes
    }
}
