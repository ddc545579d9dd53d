package import SystemPackage

/// Why changes of directories are not heard of.
package enum DirectoryWatchError: Error, Hashable, Sendable {
    case thread(Errno)
    case inotify(Errno)
    case waiting(Errno)
}

extension DirectoryWatchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .thread(let error):
            "No thread that watches directories can be started: \(error). Raise the limits of tasks and open files."
        case .inotify(.tooManyOpenFiles):
            "Directories cannot be watched: this user's inotify instances or this process's open files are used up. "
                + "Raise fs.inotify.max_user_instances or the limit of open files."
        case .inotify(let error):
            "Directories cannot be watched: \(error). Look at what confines this process, such as a seccomp filter."
        case .waiting(let error):
            "Changes of directories cannot be waited for any more: \(error). They are seen at the next periodic survey."
        }
    }
}
