internal import Files

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
