/// The PCIe link of a function; whatever the kernel calls unknown is absent.
package struct PCIeLink: Hashable, Sendable {
    package var currentSpeed: LinkSpeed?
    package var maximumSpeed: LinkSpeed?
    /// Lanes.
    package var currentWidth: Int?
    /// Lanes.
    package var maximumWidth: Int?
    /// The port whose link this is, where the function's own link only reaches a switch on its card.
    package var port: PCIAddress?

    package init(
        currentSpeed: LinkSpeed? = nil, maximumSpeed: LinkSpeed? = nil, currentWidth: Int? = nil,
        maximumWidth: Int? = nil, port: PCIAddress? = nil
    ) {
        self.currentSpeed = currentSpeed
        self.maximumSpeed = maximumSpeed
        self.currentWidth = currentWidth
        self.maximumWidth = maximumWidth
        self.port = port
    }

    package var isUnknown: Bool {
        currentSpeed == nil && maximumSpeed == nil && currentWidth == nil && maximumWidth == nil
    }
}

/// The transfer rate of one PCIe lane; prints as `16.0 GT/s`.
package struct LinkSpeed: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Tenths of a gigatransfer per second: 160 is 16.0 GT/s.
    package let tenths: Int

    package init(tenths: Int) { self.tenths = tenths }

    /// Reads `current_link_speed` and `max_link_speed`: `16.0 GT/s PCIe`, and `8 GT/s` of kernels before 5.8.
    /// `Unknown` and anything else give nil.
    package init?(sysfs text: String) {
        guard let unit = text.utf8.firstIndex(of: UInt8(ascii: " ")), text[unit...].hasPrefix(" GT/s") else {
            return nil
        }
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
