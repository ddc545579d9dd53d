package import Files
package import SystemPackage

/// Why the kubelet cannot be served.
package enum PluginError: Error, Hashable, Sendable {
    case pathTooLong(FilePath, limit: Int)
    /// The kubelet's own directory is not there.
    case noKubelet(FilePath)
    case unmade(AtomicFileError)
    /// A directory cannot be made or written.
    case unwritable(FilePath, Errno)
    case socket(SocketFileError)
    case server(FilePath, String)
}

extension PluginError {
    /// A directory that may not be written in shows itself when a socket is made there.
    init(_ error: SocketFileError) {
        self =
            switch error {
            case .socket(let path, let error): .unwritable(path.removingLastComponent(), error)
            default: .socket(error)
            }
    }

    init(_ error: AtomicFileError) {
        self =
            switch error {
            case .directory(let path, _, let error): .unwritable(path, error)
            default: .unmade(error)
            }
    }
}

extension PluginError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .pathTooLong(let path, let limit):
            "The path \(path) is longer than the \(limit) bytes that a socket's may have. Set kubelet.directory to a "
                + "shorter path, or give the driver a shorter name with slices.driver."
        case .noKubelet(let path):
            "There is no directory \(path), where a kubelet keeps its plugins. Start the kubelet, or set "
                + "kubelet.directory to its --root-dir."
        case .unwritable(let path, .readOnlyFileSystem), .unwritable(let path, .permissionDenied),
            .unwritable(let path, .notPermitted):
            "apusd may not write in \(path). Under systemd, install kubelet.conf into apusd.service.d and restart "
                + "apusd; in a pod, mount the directory from the host."
        case .unwritable(let path, let error): "The directory \(path) cannot be used: \(error)."
        case .unmade(let error): error.description
        case .socket(let error): error.description
        case .server(let path, let reason): "The server on \(path) has ended: \(reason)."
        }
    }
}
