private import Hardware

/// A character device's major and minor number.
package struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads `st_rdev`, of which glibc's `gnu_dev_major` and `gnu_dev_minor` cut the two numbers.
    init(encoded: UInt64) {
        major = UInt32(truncatingIfNeeded: (encoded >> 8 & 0xfff) | (encoded >> 32 & ~0xfff))
        minor = UInt32(truncatingIfNeeded: (encoded & 0xff) | (encoded >> 12 & ~0xff))
    }

    package var description: String { "\(major):\(minor)" }

    /// Reads a `dev` file: `226:128`.
    package init?(dev text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let major = UInt32(digits: parts[0], radix: 10),
            let minor = UInt32(digits: parts[1], radix: 10)
        else { return nil }
        self.init(major: major, minor: minor)
    }
}
