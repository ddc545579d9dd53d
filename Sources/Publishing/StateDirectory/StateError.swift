package import AtomicFiles
package import SystemPackage

/// Why the agent's state cannot be used.
package enum StateError: Error, Hashable, Sendable {
    /// The file is not as it was written: a wrong checksum, a part missing, or somebody else's text.
    case damaged(FilePath)
    case unreadable(AtomicFileError)
    case unwritable(AtomicFileError)
    /// Another agent is at work in the directory. Its process is absent where it cannot be told.
    case held(FilePath, by: Int32?)
    case unlockable(FilePath, Errno)
}

extension StateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damaged(let path):
            "The state file \(path) is damaged: it is not as it was written. Bring it back from a backup or remove it."
        case .unreadable(let error), .unwritable(let error): error.description
        case .held(let path, let process):
            "The state directory \(path) is held by \(Self.holder(process)). Stop that one first or name another "
                + "directory."
        case .unlockable(let path, let error):
            "The state directory \(path) cannot be locked: \(error). Name a directory on a file system that has locks."
        }
    }

    private static func holder(_ process: Int32?) -> String {
        process.map { "apusd (pid \($0))" } ?? "another apusd"
    }
}
