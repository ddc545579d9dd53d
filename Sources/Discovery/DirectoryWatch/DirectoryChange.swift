package import SystemPackage

/// A reason to look at directories again.
package enum DirectoryChange: Hashable, Sendable {
    /// Something in this directory changed, or it came or went itself; the path is as it was asked for.
    case changed(FilePath)
    /// Notifications were lost: anything may have happened to any of them.
    case overrun
}
