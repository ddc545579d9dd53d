internal import Files
package import Hardware

/// A place in the kernel's device tree, as a link of sysfs leads there.
package struct DevicePath: Hashable, Sendable {
    /// As a path of the host: `/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0`.
    package let text: String

    /// Nil where the link leads elsewhere. The kernel's links climb first, `../../../devices/…`, and do not turn around on
    /// their way; one that does is not followed.
    package init?(link: String) {
        let bytes = link.utf8.span
        var start = 0
        while bytes.extracting(droppingFirst: start).starts(with: "../".utf8.span) { start += 3 }
        let text = Self.sysfs + link.part(bytes: start..<bytes.count)
        guard bytes.extracting(droppingFirst: start).starts(with: "devices/".utf8.span), !text.mentions("/../"),
            !text.hasSuffix("/..")
        else { return nil }
        self.text = text
    }

    /// Those below /sys, `devices` first.
    package var components: [Substring] { text.part(bytes: Self.sysfs.utf8.count..<text.utf8.count).pathComponents }

    /// The same place as events call it, without /sys.
    package var eventPath: Substring { text.part(bytes: Self.sysfs.utf8.count - 1..<text.utf8.count) }

    private static let sysfs = "/sys/"
}

/// Where a function stands in the device tree, from its link in `/sys/bus/pci/devices`.
package struct TopologyPath: Hashable, Sendable {
    /// The function's directory as a path of the host: `/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0`.
    package let directory: String
    /// The bridges above it, topmost first.
    package let upstream: [PCIAddress]
    /// By the rule of Kubernetes' `deviceattribute` library: the first directory below `/sys/devices`, only if that is
    /// a PCI root and the address has a 4-digit domain.
    package let pcieRoot: String?

    /// `link` is the link's text; absent where a capture has a plain directory instead.
    package init(of address: PCIAddress, link: String?) {
        guard let path = link.flatMap({ DevicePath(link: $0) }) else {
            directory = "/sys/bus/pci/devices/\(address)"
            upstream = []
            pcieRoot = nil
            return
        }
        directory = path.text
        let parts = path.components.dropFirst()
        upstream = parts.dropLast().compactMap { PCIAddress($0) }
        let root = parts.first.map { String($0) }
        pcieRoot = address.domain <= 0xffff && root?.hasPrefix("pci") == true && parts.count > 1 ? root : nil
    }
}
