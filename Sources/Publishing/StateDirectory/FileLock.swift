import Glibc
import SystemPackage

/// Owns a file that is locked for this process. It holds the process's id, for those who find it locked; what it holds
/// says nothing about whether it is, since only the kernel's lock counts.
struct FileLock: ~Copyable {
    private let raw: Int32

    private init(raw: Int32) { self.raw = raw }

    deinit { Glibc.close(raw) }

    init(_ path: FilePath) throws(FileLockError) {
        let raw = try Self.open(path)
        if let error = Self.lock(raw) {
            let holder = Self.holder(raw)
            Glibc.close(raw)
            throw error == .wouldBlock ? .held(by: holder) : .unlockable(error)
        }
        Self.enter(getpid(), in: raw)
        self.init(raw: raw)
    }

    private static func open(_ path: FilePath) throws(FileLockError) -> Int32 {
        let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        var raw = Glibc.open(path.string, O_RDWR | O_CREAT | flags, 0o644)
        // Where nothing can be written, the file of an earlier start is as good: the kernel locks it all the same, and
        // containers need their devices on a machine that is in trouble too.
        let error = Errno(rawValue: errno)
        if raw == -1, error == .readOnlyFileSystem { raw = Glibc.open(path.string, O_RDONLY | flags) }
        guard raw != -1 else { throw .unopenable(error) }
        return raw
    }

    private static func lock(_ raw: Int32) -> Errno? {
        while flock(raw, LOCK_EX | LOCK_NB) == -1 {
            let error = Errno(rawValue: errno)
            if error != .interrupted { return error }
        }
        return nil
    }

    /// Does what it can: on a full disk the id is missing, and only a message is poorer for it.
    private static func enter(_ process: pid_t, in raw: Int32) {
        let text = Array("\(process)\n".utf8)
        guard ftruncate(raw, 0) == 0 else { return }
        pwrite(raw, text, text.count, 0)
    }

    /// Absent where the file does not name a process that is there: it was full, or is being written just now.
    private static func holder(_ raw: Int32) -> pid_t? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(raw, &buffer, buffer.count, 0)
        guard count > 1, buffer[count - 1] == UInt8(ascii: "\n"),
            let process = pid_t(String(decoding: buffer[..<(count - 1)], as: UTF8.self)), process > 0,
            kill(process, 0) == 0 || errno != ESRCH
        else { return nil }
        return process
    }
}
