/// The name of an accelerator in CDI specs and ResourceSlices: `0000-03-00-0-0x56a0`, and `0000-05-00-0-0x74a1-cpx-3` of a
/// partition.
///
/// It holds nothing that a reboot or a new numbering of DRM nodes changes. It is a DNS label (RFC 1123), as
/// ResourceSlice's `devices[].name` demands.
package struct DeviceName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(address: PCIAddress, deviceID: PCIID) {
        description = "\(address.dashed)-\(deviceID)"
    }

    /// The name of a partition. Characters of its profile that no label may hold are dashes: `1g.10gb` is `1g-10gb`.
    package init(_ partition: Partition) {
        let profile = partition.profile.lowercased().utf8.prefix(Self.longestProfile).map { byte in
            let isAllowed = byte.isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return isAllowed ? byte : UInt8(ascii: "-")
        }
        description = "\(partition.parent)-\(String(decoding: profile, as: UTF8.self))-\(partition.index)"
    }

    /// A label has 63 characters; the card's name has up to 23, and the index and two dashes need some.
    private static let longestProfile = 30
}
