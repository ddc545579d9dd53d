package import SystemPackage

/// Where the agent keeps what survives restarts, and the lock that makes it the only agent there.
///
/// The lock lives as long as the value. The kernel releases it with the process, however that ends.
package final class StateDirectory: Sendable {
    package let path: FilePath
    private let lock: FileLock

    /// Where apusd keeps its state unless it is told otherwise.
    package static let standard: FilePath = "/var/lib/apus"

    private init(path: FilePath, lock: consuming FileLock) {
        self.path = path
        self.lock = lock
    }

    /// Takes the directory for this process; made with its parents where it is missing. Left-overs of a killed agent
    /// are removed.
    package static func open(_ path: FilePath) throws(StateError) -> StateDirectory {
        let directory = AtomicDirectory(path)
        do {
            try directory.make()
        } catch {
            throw .unwritable(error)
        }
        let lock = try lock(path)
        // A file that cannot be removed does no harm.
        _ = try? directory.removeAbandoned()
        return StateDirectory(path: path, lock: lock)
    }

    private static func lock(_ path: FilePath) throws(StateError) -> FileLock {
        let file = path.appending("lock")
        do {
            return try FileLock(file)
        } catch {
            switch error {
            case .held(let process): throw .held(path, by: process)
            case .unopenable(let error): throw .unwritable(.file(file, .open, error))
            case .unlockable(let error): throw .unlockable(path, error)
            }
        }
    }

    package func file(_ name: String) -> StateFile { StateFile(path.appending(name)) }
}

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
