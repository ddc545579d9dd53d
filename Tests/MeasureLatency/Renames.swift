import Glibc
import Measurement

/// Hears of files that are renamed into a directory.
struct Renames {
    /// What never takes so long is taken for a daemon that has missed the change.
    private static let patience: Int32 = 10_000

    private let descriptor: Int32
    private let directory: String

    init(in directory: String) throws {
        self.directory = directory
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0, inotify_add_watch(descriptor, directory, UInt32(IN_MOVED_TO)) >= 0 else {
            throw MeasureError("inotify of \(directory)")
        }
    }

    /// What was renamed so far is not the answer to the next change.
    func forget() { _ = take() }

    func awaitNext() throws {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Self.patience) == 1, take() else {
            throw MeasureError("No file was renamed into \(directory) within 10 seconds")
        }
    }

    /// Whether there was anything.
    private func take() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var isAny = false
        while read(descriptor, &buffer, buffer.count) > 0 { isAny = true }
        return isAny
    }
}
