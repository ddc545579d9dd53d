internal import Glibc
internal import SystemPackage

/// Owns a file that is locked for this process. It holds the process's id, for those who find it locked; what it holds
/// says nothing about whether it is, since only the kernel's lock counts.
struct FileLock: ~Copyable, Sendable {
    private let file: Descriptor

    /// Why a file was not locked.
    enum Failure: Error {
        /// The process is absent where it cannot be told.
        case held(by: pid_t?)
        case unopenable(Errno)
        case unlockable(Errno)
    }

    init(_ path: FilePath) throws(Failure) {
        let file = try Self.open(path)
        do {
            try file.lock()
        } catch {
            throw error == .wouldBlock ? .held(by: Self.holder(file)) : .unlockable(error)
        }
        Self.enter(getpid(), in: file)
        self.file = file
    }

    private static func open(_ path: FilePath) throws(Failure) -> Descriptor {
        do {
            return try Descriptor(
                path, .readWrite, [.create, .noFollow], permissions: FilePermissions(rawValue: 0o644))
        } catch .readOnlyFileSystem {
            // The file of an earlier start is as good: the kernel locks it all the same, and containers need their
            // devices on a machine that is in trouble too.
            do {
                return try Descriptor(path, .readOnly, .noFollow)
            } catch {
                throw .unopenable(.readOnlyFileSystem)
            }
        } catch {
            throw .unopenable(error)
        }
    }

    /// Does what it can: on a full disk the id is missing, and only a message is poorer for it.
    private static func enter(_ process: pid_t, in file: borrowing Descriptor) {
        let text = Array("\(process)\n".utf8)
        guard ftruncate(file.raw, 0) == 0 else { return }
        unsafe pwrite(file.raw, text, text.count, 0)
    }

    /// Absent where the file does not name a process that is there: it was full, or is being written just now.
    private static func holder(_ file: borrowing Descriptor) -> pid_t? {
        guard let text = try? file.piece(upTo: 16), text.count > 1, text.last == UInt8(ascii: "\n"),
            let process = pid_t(String(decoding: text.dropLast(), as: UTF8.self)), process > 0,
            kill(process, 0) == 0 || errno != ESRCH
        else { return nil }
        return process
    }
}
