private import Glibc

/// Where a host's `/sys`, `/dev` and `/proc` are: this machine, or a directory that holds another machine's.
package struct HostRoot: Hashable, Sendable {
    /// What stands before `/sys`; empty for this machine.
    package let prefix: String
    private let hasDeviceDirectory: Bool

    /// This machine.
    package static let machine = HostRoot(prefix: "", hasDeviceDirectory: true)

    /// A directory that holds `sys/`, and `dev/` and `proc/` if they were captured.
    package init(directory: String) throws(HostRootError) {
        var trimmed = directory
        while trimmed.last == "/" { trimmed.removeLast() }
        guard !trimmed.isEmpty else {
            self = .machine
            return
        }
        guard HostDirectory(trimmed) != nil else {
            throw .unreadable(directory, reason: unsafe String(cString: strerror(errno)))
        }
        guard HostDirectory(trimmed + "/sys") != nil else { throw .noSysfs(directory) }
        self.init(prefix: trimmed, hasDeviceDirectory: HostDirectory(trimmed + "/dev") != nil)
    }

    private init(prefix: String, hasDeviceDirectory: Bool) {
        self.prefix = prefix
        self.hasDeviceDirectory = hasDeviceDirectory
    }

    package var isMachine: Bool { prefix.isEmpty }

    /// The real path of a path of the host.
    package func path(_ path: String) -> String { prefix + path }

    package func directory(_ path: String) -> HostDirectory? { HostDirectory(prefix + path) }

    /// A file's content without the blanks around it; nil where it is absent, unreadable or empty.
    package func text(_ path: String) -> String? {
        HostFile.text(at: AT_FDCWD, prefix + path)
    }

    package func link(_ path: String) -> String? { HostFile.link(at: AT_FDCWD, prefix + path) }

    package func exists(_ path: String) -> Bool { HostFile.kind(at: AT_FDCWD, prefix + path) != nil }

    /// A device node, or what stands for one.
    ///
    /// On this machine that is a character device. A capture cannot hold one without privilege, so anything of that
    /// name stands for it there; where /dev was not captured at all, the nodes that the kernel itself makes
    /// (devtmpfs, together with their sysfs entry) are taken to be there, and those that user space makes are not.
    package func node(_ path: String, madeByKernel: Bool = true) -> NodeOnDisk {
        guard hasDeviceDirectory else { return madeByKernel ? .unnumbered : .absent }
        switch HostFile.kind(at: AT_FDCWD, prefix + path) {
        case .characterDevice(let number): return .numbered(number)
        case nil: return .absent
        case .directory, .other: return isMachine ? .absent : .unnumbered
        }
    }

    package func hasNode(_ path: String, madeByKernel: Bool = true) -> Bool {
        node(path, madeByKernel: madeByKernel) != .absent
    }

    package enum NodeOnDisk: Hashable, Sendable {
        case absent
        /// A file that stands for a node in a capture.
        case unnumbered
        case numbered(DeviceNumber)
    }
}
