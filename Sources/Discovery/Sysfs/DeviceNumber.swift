private import Hardware

/// A character device's major and minor number.
package struct DeviceNumber: Hashable, Sendable {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads a `dev` file: `226:128`.
    package init?(dev text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = UInt32(decimalDigits: parts[0]), let minor = UInt32(decimalDigits: parts[1])
        else { return nil }
        self.init(major: major, minor: minor)
    }
}
