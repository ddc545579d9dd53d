private import Files
private import Glibc
private import Synchronization
private import SystemPackage

/// Owns a directory of its own below `$TMPDIR`, and removes it with all that is in it.
struct TemporaryDirectory: ~Copyable {
    let path: String

    /// `endsBySignal` says that a signal may end the process at any time; the directory then goes first.
    init(endsBySignal: Bool) throws(RecordingError) {
        // Before there is anything to remove.
        var removal = endsBySignal ? RemovalBySignal() : nil
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/apus-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
        }
        guard let made else {
            let reason = unsafe String(cString: strerror(errno))
            removal?.cancel()
            throw .unwritable(path: parent, reason: reason)
        }
        removal?.start(for: made)
        path = made
    }

    deinit {
        RemovalBySignal.giveWay()
        Self.remove(path)
    }

    /// Depth first, without following links. What cannot be removed stays; nothing depends on it.
    static func remove(_ path: String) {
        guard unsafe unlink(path) != 0 else { return }
        for name in (try? Descriptor(FilePath(path), .readOnly, .directory).names()) ?? [] { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }
}

/// Removes a directory when a signal is about to end the process, which the signal then ends all the same.
private struct RemovalBySignal {
    private var signals = sigset_t()

    /// Holds the signals back from this thread and from all that it starts, until somebody waits for them.
    init() {
        unsafe sigemptyset(&signals)
        // One that is ignored, as nohup has it for SIGHUP, ends nothing.
        for signal in [SIGINT, SIGTERM, SIGHUP] where !Self.isIgnored(signal) { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for them on a thread of its own, for as long as the process lives.
    mutating func start(for path: String) {
        let job = unsafe Unmanaged.passRetained(Job(path: path, signals: signals))
        var thread = pthread_t()
        let error = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, job.toOpaque())
        guard error == 0 else {
            // Without a thread they do what they always do.
            unsafe job.release()
            return cancel()
        }
        pthread_detach(thread)
    }

    /// Set when a signal has come and the process is about to end by it.
    private static let isEnding = Atomic(false)

    /// Blocks for ever once a signal is ending the process, and returns at once otherwise. Code that misses the files just
    /// removed would otherwise fail first, and the process end with another exit status.
    static func giveWay() {
        while isEnding.load(ordering: .acquiring) { pause() }
    }

    /// Lets them through again.
    mutating func cancel() { unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil) }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private final class Job: Sendable {
        private let path: String
        private let signals: sigset_t

        init(path: String, signals: sigset_t) {
            self.path = path
            self.signals = signals
        }

        func run() {
            var signals = signals
            var number: Int32 = 0
            guard unsafe sigwait(&signals, &number) == 0 else { return }
            RemovalBySignal.isEnding.store(true, ordering: .releasing)
            // Another thread may be adding files just now; it cannot once the directory is gone.
            for _ in 0..<1000 {
                TemporaryDirectory.remove(path)
                if unsafe access(path, F_OK) != 0 { break }
            }
            signal(number, SIG_DFL)
            unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            raise(number)
        }
    }
}
