private import CLinux
private import Files
private import Glibc
private import SystemPackage

/// A program that is spared nothing: what it writes and how long it takes are limited, and it is killed at the end of
/// either, with all that it has started.
enum HelperProcess {
    /// What the program has written to standard output.
    static func output(
        of program: String, _ arguments: [String], within limit: Duration, atMost size: Int
    ) throws(HelperFailure) -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        let pipe: Pipe
        do { pipe = try Pipe() } catch { throw .notStarted(program, error.description) }
        let process = try start(program, arguments, output: pipe.writing.raw)
        let reading = pipe.closeWriting()
        let output = Result { () throws(HelperFailure) in
            try read(reading.raw, until: deadline, limit: limit, atMost: size)
        }
        // One that has said nothing may be about to say by its end why.
        if case .success(let bytes) = output, bytes.isEmpty { waitForEnd(of: process, until: deadline) }
        let ending = kill(process)
        let bytes = try output.get()
        guard bytes.isEmpty else { return bytes }
        throw .silent(ending)
    }

    private static func start(
        _ program: String, _ arguments: [String], output: Int32
    ) throws(HelperFailure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let error = unsafe posix_spawn(&process, program, &actions, &attributes, &words, environ)
        guard error == 0 else { throw .notStarted(program, Errno(rawValue: error).description) }
        return process
    }

    private static func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, limit: Duration, atMost size: Int
    ) throws(HelperFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            guard wait(for: descriptor, until: deadline) else { throw .late(limit) }
            let count = try? retrying { unsafe Glibc.read(descriptor, &piece, piece.count) }
            guard let count, count > 0 else { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= size else { throw .talkative(size) }
        }
    }

    /// Whether there is something to read, or the end, before the deadline.
    private static func wait(for descriptor: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        let count = try? retrying {
            let (seconds, attoseconds) = (deadline - .now).components
            let milliseconds = max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&request, 1, Int32(clamping: milliseconds))
        }
        return count ?? 0 > 0
    }

    private static func waitForEnd(of process: pid_t, until deadline: ContinuousClock.Instant) {
        let descriptor = linux_pidfd_open(process)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = wait(for: descriptor, until: deadline)
    }

    /// Its group too, which has its number. A process that waits in the kernel for a driver ends when that does.
    private static func kill(_ process: pid_t) -> String {
        _ = Glibc.kill(-process, SIGKILL)
        var status: Int32 = 0
        guard (try? retrying { unsafe waitpid(process, &status, 0) }) != nil else { return "it cannot be waited for" }
        let signal = status & 0x7f
        guard signal != 0 else { return "it ended with status \(status >> 8 & 0xff)" }
        return "it was ended by signal \(signal)"
    }
}

/// Why a helper process gave no answer. Descriptions are sentences without a final stop.
package enum HelperFailure: Error, Hashable, CustomStringConvertible {
    case notStarted(String, String)
    case late(Duration)
    case talkative(Int)
    case silent(String)
    case unintelligible

    package var description: String {
        switch self {
        case .notStarted(let program, let reason): "the helper \(program) cannot be started: \(reason)"
        case .late(let limit): "the driver gave no answer within \(limit.components.seconds) s"
        case .talkative(let size): "the helper wrote more than \(size) bytes and was ended"
        case .silent(let ending): "the helper that asks the driver said nothing: \(ending)"
        case .unintelligible: "the helper that asks the driver wrote something else than facts"
        }
    }
}
