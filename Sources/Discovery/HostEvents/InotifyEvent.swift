private import Glibc
internal import SystemPackage

/// What the kernel says happened to a watched directory.
struct InotifyEvent: Hashable, Sendable {
    /// Which watch; none is there for an overrun.
    let watch: Int32
    let kinds: Kinds
    /// The entry that it happened to; nil where it was the directory itself.
    let name: FilePath.Component?

    struct Kinds: OptionSet, Hashable, Sendable {
        let rawValue: UInt32

        /// An entry was made, removed, or renamed into or out of the directory.
        static let names = Self(rawValue: UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))
        /// Owner, mode, times or links changed.
        static let attributes = Self(rawValue: UInt32(IN_ATTRIB))
        /// A file that was open for writing was closed.
        static let written = Self(rawValue: UInt32(IN_CLOSE_WRITE))
        /// The directory itself was removed or renamed.
        static let moved = Self(rawValue: UInt32(IN_DELETE_SELF | IN_MOVE_SELF))
        /// The watch is no more, or its file system. It need not be asked for.
        static let ended = Self(rawValue: UInt32(IN_UNMOUNT | IN_IGNORED))
        /// Events were lost. It need not be asked for.
        static let overrun = Self(rawValue: UInt32(IN_Q_OVERFLOW))
    }
}
