/// The transfer rate of one PCIe lane; prints as `16.0 GT/s`.
package struct LinkSpeed: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Tenths of a gigatransfer per second: 160 is 16.0 GT/s.
    package let tenths: Int

    package init(tenths: Int) { self.tenths = tenths }

    /// Reads `current_link_speed` and `max_link_speed`: `16.0 GT/s PCIe`, and `8 GT/s` of kernels before 5.8.
    /// `Unknown` and anything else give nil.
    package init?(sysfs text: some StringProtocol) {
        guard let unit = text.firstIndex(of: " "), text[unit...].hasPrefix(" GT/s") else { return nil }
        let parts = text[..<unit].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int(decimalDigits: parts[0]), whole < 10_000 else {
            return nil
        }
        var fraction = 0
        if parts.count == 2 {
            guard parts[1].utf8.count == 1, let digit = Int(decimalDigits: parts[1]) else { return nil }
            fraction = digit
        }
        self.init(tenths: whole * 10 + fraction)
    }

    package static func < (left: LinkSpeed, right: LinkSpeed) -> Bool { left.tenths < right.tenths }

    package var description: String { "\(tenths / 10).\(tenths % 10) GT/s" }
}
