private import CLinux
private import Glibc
package import SystemPackage

/// A directory from a stranger that stands for the root of a file system: no `..`, and no link, absolute ones included,
/// leads out of it. Only regular files and directories are opened, since opening a pipe may wait and opening a device
/// may do something.
package final class ConfinedRoot: Sendable {
    private let root: Descriptor
    private let resolution: Resolution

    /// Who follows the links.
    package enum Resolution: Sendable {
        /// openat2(2), of Linux 5.6: safe even while somebody changes the directory.
        case byKernel
        /// Component by component, where the kernel or a container's seccomp filter has no openat2.
        case byComponents
    }

    package init(_ path: FilePath, resolution: Resolution = .byKernel) throws(Errno) {
        root = try Descriptor(path, .readOnly, .directory)
        self.resolution = resolution
    }

    package func directory(_ path: String) throws(Errno) -> Descriptor {
        try open(path, in: root, O_RDONLY | O_DIRECTORY, .stayInRoot)
    }

    /// A directory below one that was opened; links on the way are refused, as the kernel's device tree has none there.
    package func directory(_ path: String, in directory: borrowing Descriptor) throws(Errno) -> Descriptor {
        try open(path, in: directory, O_RDONLY | O_DIRECTORY, .refuse)
    }

    package func file(_ path: String) throws(Errno) -> Descriptor {
        guard try status(of: path).type == .regular else { throw .notSupported }
        return try open(path, in: root, O_RDONLY, .stayInRoot)
    }

    /// `isRegular` says that a list of the directory called the file a regular one.
    package func file(
        _ path: String, in directory: borrowing Descriptor, isRegular: Bool = false
    ) throws(Errno) -> Descriptor {
        // Asked of the path, which is one call less than of a descriptor; what a link on the way leads to is not opened.
        if !isRegular, try directory.status(of: path).type != .regular { throw .notSupported }
        return try open(path, in: directory, O_RDONLY, .refuse)
    }

    package func status(of path: String) throws(Errno) -> Stat {
        try open(path, in: root, LINUX_O_PATH, .stayInRoot).status()
    }

    package func status(of path: String, in directory: borrowing Descriptor) throws(Errno) -> Stat {
        if Self.isName(path) {
            let status = try directory.status(of: path)
            guard status.type != .symbolicLink else { throw .tooManySymbolicLinkLevels }
            return status
        }
        return try open(path, in: directory, LINUX_O_PATH, .refuse).status()
    }

    package func link(_ path: String) throws(Errno) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return try root.link(path) }
        let name = String(path[slash...].dropFirst())
        // `/lib` stands in the root itself.
        guard slash != path.startIndex else { return try root.link(name) }
        return try directory(String(path[..<slash])).link(name)
    }

    package func link(_ path: String, in directory: borrowing Descriptor) throws(Errno) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return try directory.link(path) }
        return try self.directory(String(path[..<slash]), in: directory).link(String(path[slash...].dropFirst()))
    }

    private enum Links { case stayInRoot, refuse }

    /// A single name can lead elsewhere only as a link, which any call can be told not to follow.
    private static func isName(_ path: String) -> Bool { !path.utf8.contains(UInt8(ascii: "/")) && path != ".." }

    private func open(
        _ path: String, in directory: borrowing Descriptor, _ flags: Int32, _ links: Links
    ) throws(Errno) -> Descriptor {
        if links == .refuse, flags != LINUX_O_PATH, Self.isName(path) {
            return try Descriptor(path, in: directory, .readOnly, Descriptor.Options(rawValue: flags | O_NOFOLLOW))
        }
        guard resolution == .byKernel else { return try walk(path, in: directory, flags, links) }
        do {
            return try kernelOpen(path, in: directory, flags, links)
        } catch .noFunction, .notPermitted {
            return try walk(path, in: directory, flags, links)
        } catch {
            throw error
        }
    }

    private func kernelOpen(
        _ path: String, in directory: borrowing Descriptor, _ flags: Int32, _ links: Links
    ) throws(Errno) -> Descriptor {
        let resolve = links == .refuse ? RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS : RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS
        var how = open_how(
            flags: UInt64(flags | O_NONBLOCK | O_CLOEXEC), mode: 0, resolve: UInt64(resolve))
        if flags == LINUX_O_PATH { how.flags = UInt64(LINUX_O_PATH | O_CLOEXEC) }
        let directory = directory.raw
        for _ in 0..<100 {
            do {
                return Descriptor(owning: try retrying { unsafe linux_openat2(directory, path, &how) })
            } catch .resourceTemporarilyUnavailable {
                // Something was renamed somewhere while the kernel followed a `..`.
                continue
            } catch {
                throw error
            }
        }
        throw .resourceTemporarilyUnavailable
    }

    /// What is found to be no link could become one before it is opened: without openat2, a stranger who can change the
    /// directory at that moment is not kept out.
    private func walk(
        _ path: String, in directory: borrowing Descriptor, _ flags: Int32, _ links: Links
    ) throws(Errno) -> Descriptor {
        var pending = Array(Self.components(path).reversed())
        var real: [Substring] = []
        var followed = 0
        while let component = pending.popLast() {
            if component == ".." {
                guard links == .stayInRoot else { throw .improperLink }
                _ = real.popLast()
                continue
            }
            real.append(component)
            guard try directory.status(of: real.joined(separator: "/")).type == .symbolicLink else { continue }
            guard links == .stayInRoot, followed < 40 else { throw .tooManySymbolicLinkLevels }
            followed += 1
            let target = try directory.link(real.joined(separator: "/"))
            if target.utf8.first == UInt8(ascii: "/") { real = [] } else { real.removeLast() }
            pending += Self.components(target).reversed()
        }
        let options = Descriptor.Options(rawValue: flags | O_NOFOLLOW)
        return try Descriptor(
            real.isEmpty ? "." : real.joined(separator: "/"), in: directory, .readOnly, options)
    }

    private static func components(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter { $0 != "." }
    }
}
