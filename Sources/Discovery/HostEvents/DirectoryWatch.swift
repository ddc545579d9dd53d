package import SystemPackage

/// Watches directories, there or not yet, for changes.
///
/// Links are followed, and each directory and link on the way is watched as well: whether one is made, removed, renamed
/// or replaced, the directory is found again where it is then. A file system that is mounted over one of them is not
/// noticed; the kernel does not announce it.
package struct DirectoryWatch: Sendable {
    /// Room for many events: a name has at most 255 bytes, a header 16.
    private static let bufferSize = 65536

    private let directories: [WatchedDirectory]

    /// Paths are absolute.
    package init(_ directories: [WatchedDirectory]) {
        self.directories = directories
    }

    /// Reports changes until the task is cancelled, and then returns. The closures are called on a thread of its own.
    ///
    /// From the call of `started` on no change goes unnoticed, so look at the directories then; except for those of
    /// which `unwatched` tells, where one or a directory above it cannot be watched. They are tried again whenever
    /// something happens to any directory or on the way to it, and reported as changed when it succeeds.
    package func run(
        started: @escaping @Sendable () -> Void, unwatched: @escaping @Sendable (FilePath, Errno) -> Void,
        report: @escaping @Sendable (DirectoryChange) -> Void
    ) async throws(DirectoryWatchError) {
        try await PollThread.run(notStarted: DirectoryWatchError.thread) { (wake) throws(DirectoryWatchError) in
            try watch(until: wake, started: started, unwatched: unwatched, report: report)
        }
    }

    private func watch(
        until wake: Wake, started: () -> Void, unwatched: (FilePath, Errno) -> Void, report: (DirectoryChange) -> Void
    ) throws(DirectoryWatchError) {
        let inotify: Inotify
        do { inotify = try Inotify.open() } catch { throw .inotify(error) }
        var state = WatchState(directories)
        for (path, error) in state.attach(by: inotify).unwatched { unwatched(path, error) }
        started()
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        do throws(Errno) {
            while try wake.wait(for: inotify.descriptor) != .signalled {
                let findings = state.take(try inotify.read(into: &buffer), by: inotify)
                for (path, error) in findings.unwatched { unwatched(path, error) }
                for change in findings.changes { report(change) }
            }
        } catch {
            throw .waiting(error)
        }
    }
}

/// A reason to survey again.
package enum DirectoryChange: Hashable, Sendable {
    /// Something in this directory changed, or it came or went itself; the path is as it was asked for.
    case changed(FilePath)
    /// Notifications were lost: anything may have happened to any of them.
    case overrun
}

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
