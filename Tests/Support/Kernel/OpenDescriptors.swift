import Glibc

/// The descriptors that this process has open. Other tests open and close theirs at any time.
package enum OpenDescriptors {
    package static var count: Int { all.count }

    /// Those of one kind, such as `anon_inode:inotify`.
    package static func count(of kind: String) -> Int { all.count { $0 == kind } }

    private static var all: [String] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var kinds: [String] = []
        while let entry = readdir(directory) {
            var target = [UInt8](repeating: 0, count: 256)
            let count = readlinkat(dirfd(directory), &entry.pointee.d_name.0, &target, target.count)
            if count >= 0 { kinds.append(String(decoding: target[..<count], as: UTF8.self)) }
        }
        return kinds
    }
}
