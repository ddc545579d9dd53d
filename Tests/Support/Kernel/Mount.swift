private import Glibc
package import SystemPackage

/// File systems in trouble, for acts inside of `withPrivateMounts`.
package enum Mount {
    /// Puts an empty file system in the place of a directory, with room for 64 KiB unless the options say otherwise.
    package static func small(_ path: String, _ options: String = "size=64k") throws(Errno) {
        try check(mount("tmpfs", path, "tmpfs", 0, options))
    }

    /// Makes what `small` has put there read-only, or writable again.
    package static func setWritable(_ isWritable: Bool, _ path: String) throws(Errno) {
        try check(mount("none", path, nil, UInt(MS_REMOUNT) | (isWritable ? 0 : UInt(MS_RDONLY)), nil))
    }

    private static func check(_ result: Int32) throws(Errno) {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
