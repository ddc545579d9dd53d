private import Glibc
package import SystemPackage

/// Changes when a file is written or replaced, and when an entry of a directory comes or goes.
package struct FileVersion: Hashable, Sendable {
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    package init(_ status: Stat) {
        inode = UInt64(status.inode.rawValue)
        size = status.size
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
