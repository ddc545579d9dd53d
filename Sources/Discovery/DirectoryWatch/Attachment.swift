internal import SystemPackage

/// How it stands with one directory.
struct Attachment: Hashable, Sendable {
    /// The watch on the directory; nil where there is none, or it cannot be watched.
    var watch: Int32?
    /// Why the directory, or one above it, cannot be watched or looked at.
    var failure: Errno?

    var isMissing: Bool { self == Attachment() }
}
