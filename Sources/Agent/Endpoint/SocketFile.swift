private import Glibc
internal import SystemPackage

/// A socket's place in the file system.
struct SocketFile {
    let path: FilePath

    /// Makes sure that nothing stands there, or a socket that nobody listens on any more, which may be replaced.
    func checkIsFree() throws(EndpointError) {
        guard path.length < Self.capacity else { throw .pathTooLong(path, limit: Self.capacity - 1) }
        guard let status = try status() else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        switch connectionError() {
        // A listener that is too busy for one more connection is alive.
        case nil, .resourceTemporarilyUnavailable?: throw .socketInUse(path)
        case .connectionRefused?, .noSuchFileOrDirectory?: return
        case let error?: throw .socket(path, error)
        }
    }

    /// Lets the owner and the group in, and nobody else; that is asked for here, since the process's mask is not ours
    /// to change.
    func restrict() throws(EndpointError) {
        guard unsafe chmod(path.string, 0o660) == 0 else { throw .socket(path, Errno(rawValue: errno)) }
    }

    /// Nil where nothing is there.
    private func status() throws(EndpointError) -> stat? {
        var status = stat()
        guard unsafe lstat(path.string, &status) != 0 else { return status }
        let error = Errno(rawValue: errno)
        if error == .noSuchFileOrDirectory { return nil }
        throw .socket(path, error)
    }

    /// Nil where somebody listens.
    private func connectionError() -> Errno? {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return Errno(rawValue: errno) }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.string.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? nil : Errno(rawValue: errno)
    }

    /// Bytes of a path, the final zero included.
    private static let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
}
