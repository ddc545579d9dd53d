package import Files
private import Glibc
private import SystemPackage

/// Where a host's `/sys`, `/dev` and `/proc` are: this machine, or a directory that holds another machine's.
package struct HostRoot: Sendable {
    /// What stands before `/sys`; empty for this machine.
    package let prefix: String
    /// Absent on this machine: a directory may come from a stranger, and nothing is read that lies outside of it.
    private let confinement: ConfinedRoot?
    private let hasDeviceDirectory: Bool
    private var nodeDirectories: NodeDirectories?

    /// This machine.
    package static let machine = HostRoot()

    private init() {
        prefix = ""
        confinement = nil
        hasDeviceDirectory = true
    }

    /// A directory that holds `sys/`, and `dev/` and `proc/` if they were captured.
    package init(directory: String) throws(HostRootError) {
        try self.init(filesBelow: directory)
        guard let confinement else { return }
        guard (try? confinement.directory("sys")) != nil else { throw .noSysfs(directory) }
    }

    /// A directory that holds other files of a host: what a container's agent sees of the machine that it runs on.
    package init(filesBelow directory: String) throws(HostRootError) {
        var trimmed = directory
        while trimmed.last == "/" { trimmed.removeLast() }
        guard !trimmed.isEmpty else {
            self = .machine
            return
        }
        let confinement: ConfinedRoot
        do {
            confinement = try ConfinedRoot(FilePath(trimmed))
        } catch {
            throw .unreadable(directory, reason: error.description)
        }
        prefix = trimmed
        self.confinement = confinement
        hasDeviceDirectory = (try? confinement.directory("dev")) != nil
    }

    /// The same for one survey, which keeps the directories open that it finds nodes in.
    package var forOneSurvey: HostRoot {
        var root = self
        root.nodeDirectories = confinement.map { NodeDirectories(below: $0) }
        return root
    }

    /// Whether a path is a directory, which may hold a host, and not a file, which may be a recording of one.
    package static func isDirectory(_ path: String) -> Bool { (try? Stat(FilePath(path)).type) == .directory }

    package var isMachine: Bool { confinement == nil }

    /// The real path of a path of the host.
    package func path(_ path: String) -> String { prefix + path }

    package func directory(_ path: String) -> HostDirectory? {
        guard let opened = try? open(path) else { return nil }
        return HostDirectory(opened, confinedTo: confinement)
    }

    private func open(_ path: String) throws(Errno) -> Descriptor {
        guard let confinement else { return try Descriptor(FilePath(path), .readOnly, .directory) }
        return try confinement.directory(path)
    }

    /// A file's content without the blanks around it; nil where it is absent, unreadable or empty.
    package func text(_ path: String) -> String? {
        guard let file = try? file(path) else { return nil }
        return file.text()
    }

    private func file(_ path: String) throws(Errno) -> Descriptor {
        guard let confinement else { return try Descriptor(FilePath(path)) }
        return try confinement.file(path)
    }

    /// Calls `body` with a function that reads parts of a regular file; nil where there is none.
    package func reading<Value>(
        _ path: String, _ body: ((_ offset: UInt64, _ count: Int) -> [UInt8]?) -> Value
    ) -> Value? {
        guard let file = try? file(path), (try? file.status().type) == .regular else { return nil }
        return body { offset, count in try? file.piece(at: offset, upTo: count) }
    }

    package func link(_ path: String) -> String? {
        guard let confinement else { return try? Descriptor.link(FilePath(path)) }
        return try? confinement.link(path)
    }

    package func exists(_ path: String) -> Bool { status(of: path) != nil }

    /// Which file or directory a path leads to, and since when it is as it is; nil where it leads nowhere.
    package func version(of path: String) -> FileVersion? { status(of: path).map { FileVersion($0) } }

    /// What a path leads to; nil where it leads nowhere.
    private func status(of path: String) -> Stat? {
        guard let confinement else { return try? Stat(FilePath(path)) }
        return try? confinement.status(of: path)
    }

    /// A device node, or what stands for one.
    ///
    /// On this machine that is a character device. A capture cannot hold one without privilege, so anything of that
    /// name stands for it there; where /dev was not captured at all, the nodes that the kernel itself makes
    /// (devtmpfs, together with their sysfs entry) are taken to be there, and those that user space makes are not.
    package func node(_ path: String, madeByKernel: Bool = true) -> NodeOnDisk {
        guard hasDeviceDirectory else { return madeByKernel ? .unnumbered : .absent }
        guard let status = try? nodeDirectories?.status(of: path) ?? status(of: path) else { return .absent }
        guard status.type == .characterSpecial else { return isMachine ? .absent : .unnumbered }
        return .numbered(DeviceNumber(encoded: UInt64(status.specialDeviceID.rawValue)))
    }

    package func hasNode(_ path: String, madeByKernel: Bool = true) -> Bool {
        node(path, madeByKernel: madeByKernel) != .absent
    }

    /// Whether this user may read and write a file, by its mode or by rights of its own (acl(5)).
    package func mayUse(_ path: String) -> Bool { unsafe access(self.path(path), R_OK | W_OK) == 0 }

    /// The number of the group that a file belongs to, where its mode lets that group read and write; nil where not.
    package func usingGroup(of path: String) -> Int? {
        guard let status = status(of: path), status.permissions.isSuperset(of: [.groupRead, .groupWrite]) else {
            return nil
        }
        return Int(status.groupID.rawValue)
    }

    package enum NodeOnDisk: Hashable, Sendable {
        case absent
        /// A file that stands for a node in a capture.
        case unnumbered
        case numbered(DeviceNumber)
    }
}

/// Why a directory cannot stand for a host.
package enum HostRootError: Error, Hashable, CustomStringConvertible {
    case unreadable(String, reason: String)
    case noSysfs(String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "The host directory \(path) cannot be read: \(reason)."
        case .noSysfs(let path):
            "\(path) holds no sys directory. Give a directory that holds a machine's sys, or a recording of one."
        }
    }
}
