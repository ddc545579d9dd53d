package import SystemPackage

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
