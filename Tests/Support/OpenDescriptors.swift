import Glibc

/// The descriptors that this process has open. Other tests open and close theirs at any time.
package enum OpenDescriptors {
    package static var count: Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }
}
