private import Files
private import Glibc
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
