private import CLinux
internal import Glibc
package import SystemPackage

/// A socket's place in the file system.
package struct SocketFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// The most bytes that the path of a socket has.
    package static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// Makes sure that nothing stands there, or a socket that nobody listens on any more, which may be replaced.
    package func checkIsFree() throws(SocketFileError) {
        try checkLength()
        guard let status = try status() else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        switch connectionError() {
        // A listener that is too busy for one more connection is alive.
        case nil, .resourceTemporarilyUnavailable?: throw .socketInUse(path)
        case .connectionRefused?, .noSuchFileOrDirectory?: return
        case let error?: throw .socket(path, error)
        }
    }

    /// Whether somebody listens there now.
    package var hasListener: Bool { connectionError() == nil }

    /// Takes away a socket that nobody listens on any more. Whatever else stands there stays.
    package func removeIfAbandoned() {
        guard let status = try? status(), status.st_mode & S_IFMT == S_IFSOCK, connectionError() == .connectionRefused
        else { return }
        unsafe unlink(path.string)
    }

    /// Lets the owner and the group in, and nobody else; that is asked for here, since the process's mask is not ours
    /// to change.
    package func restrict() throws(SocketFileError) {
        guard unsafe chmod(path.string, 0o660) == 0 else { throw .socket(path, Errno(rawValue: errno)) }
    }

    /// Listens there for its owner alone, and replaces a socket that nobody listens on any more.
    ///
    /// The socket is made under another name and renamed once it listens, so a client that finds it can connect.
    package func listen() throws(SocketFileError) -> ListeningSocketFile {
        try checkIsFree()
        let draft = Self(path.removingLastComponent().appending(".\(UInt32.random(in: 0..<1_000_000))"))
        // A short path may have a longer draft.
        try draft.checkLength()
        let descriptor = try Self.makeSocket(for: path)
        do throws(SocketFileError) {
            guard unsafe draft.withAddress({ unsafe bind(descriptor, $0, $1) }) == 0 else { throw failure }
            return ListeningSocketFile(descriptor: descriptor, file: self, anchor: try publish(draft, descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Gives a socket its final name; nothing of it stays behind where that fails.
    private func publish(_ draft: Self, _ descriptor: Int32) throws(SocketFileError) -> Descriptor {
        do throws(Errno) {
            let anchor = try Descriptor(
                draft.path, .readOnly, FileDescriptor.OpenOptions(rawValue: LINUX_O_PATH | O_NOFOLLOW))
            try retrying { unsafe chmod(draft.path.string, 0o600) }
            try retrying { Glibc.listen(descriptor, SOMAXCONN) }
            try retrying { unsafe rename(draft.path.string, path.string) }
            return anchor
        } catch {
            unsafe unlink(draft.path.string)
            throw .socket(path, error)
        }
    }

    private var failure: SocketFileError { .socket(path, Errno(rawValue: errno)) }

    private func checkLength() throws(SocketFileError) {
        guard path.length <= Self.longestPath else { throw .pathTooLong(path, limit: Self.longestPath) }
    }

    /// Nil where nothing is there.
    fileprivate func status() throws(SocketFileError) -> stat? {
        var status = stat()
        guard unsafe lstat(path.string, &status) != 0 else { return status }
        let error = Errno(rawValue: errno)
        if error == .noSuchFileOrDirectory { return nil }
        throw .socket(path, error)
    }

    /// Nil where somebody listens.
    private func connectionError() -> Errno? {
        guard let descriptor = try? Self.makeSocket(for: path) else { return Errno(rawValue: errno) }
        defer { close(descriptor) }
        let result = unsafe withAddress { unsafe connect(descriptor, $0, $1) }
        return result == 0 ? nil : Errno(rawValue: errno)
    }

    private static func makeSocket(for path: FilePath) throws(SocketFileError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .socket(path, Errno(rawValue: errno)) }
        return descriptor
    }

    private func withAddress(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.string.utf8) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A socket that listens, and the file by which others find it.
package final class ListeningSocketFile: Sendable {
    /// The caller owns it from then on.
    package let descriptor: Int32
    package let file: SocketFile
    /// Holds the file itself, so that no other gets its number while this one is told from others by it.
    private let anchor: Descriptor

    init(descriptor: Int32, file: SocketFile, anchor: consuming Descriptor) {
        self.descriptor = descriptor
        self.file = file
        self.anchor = anchor
    }

    /// Whether others still find it: nobody has removed or replaced the file.
    package var isInPlace: Bool {
        var own = stat()
        guard unsafe fstat(anchor.raw, &own) == 0, let found = try? file.status() else { return false }
        return found.st_dev == own.st_dev && found.st_ino == own.st_ino
    }

    /// Takes the file away unless it is another's by now. One that cannot be removed is stale, and may be replaced.
    package func remove() { if isInPlace { unsafe unlink(file.path.string) } }
}

/// Why a socket cannot be listened on. What stands in its place is left alone.
package enum SocketFileError: Error, Hashable, Sendable {
    case socketInUse(FilePath)
    case notASocket(FilePath)
    case pathTooLong(FilePath, limit: Int)
    case socket(FilePath, Errno)
}

extension SocketFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .socketInUse(let path):
            "Another process listens on \(path). Stop it or name another socket."
        case .notASocket(let path):
            "\(path) is there already and is no socket. Move it away or name another socket."
        case .pathTooLong(let path, let limit):
            "The path \(path) is longer than the \(limit) bytes that a socket's may have. Name a shorter one."
        case .socket(let path, let error):
            "The socket \(path) cannot be used: \(error). Look at its directory and at who may write there."
        }
    }
}
