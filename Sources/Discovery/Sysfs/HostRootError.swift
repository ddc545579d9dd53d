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
