private import SystemPackage

/// Whether files can be opened at all.
///
/// One that cannot be, because this process or the machine has too many open, reads like one that is not there. A reader
/// that concludes from this that devices are gone must know that it is not for want of descriptors.
package enum DescriptorHeadroom {
    /// More than the threads of a survey have open at a time.
    private static let count = 32

    package static var suffices: Bool { isThere(count) }

    /// Opens them all before it closes any.
    private static func isThere(_ count: Int) -> Bool {
        guard count > 0 else { return true }
        guard let descriptor = try? Descriptor("/", .readOnly, .directory) else { return false }
        return withExtendedLifetime(descriptor) { isThere(count - 1) }
    }
}
