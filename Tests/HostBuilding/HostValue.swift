/// What stands under one name in a device's directory.
package enum HostValue: Hashable, Sendable {
    /// A file's text, as the kernel prints it: with its line feed.
    case text(String)
    /// A symbolic link's target.
    case link(String)
    case binary([UInt8])
}
