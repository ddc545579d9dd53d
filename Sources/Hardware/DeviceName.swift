/// The name of an accelerator in CDI specs and ResourceSlices: `0000-03-00-0-0x56a0`.
///
/// It holds nothing that a reboot or a new numbering of DRM nodes changes. It is a DNS label (RFC 1123) of at most 23
/// characters, as ResourceSlice's `devices[].name` demands.
package struct DeviceName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(address: PCIAddress, deviceID: PCIID) {
        description = "\(address.dashed)-\(deviceID)"
    }
}
