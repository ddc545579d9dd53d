private import Glibc
private import Sysfs

/// Owns a directory of its own below `$TMPDIR`, and removes it with all that is in it.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws(RecordingError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/apus-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
        }
        guard let made else { throw .unwritable(path: parent, reason: unsafe String(cString: strerror(errno))) }
        path = made
    }

    deinit { Self.remove(path) }

    /// Depth first, without following links. What cannot be removed stays; nothing depends on it.
    private static func remove(_ path: String) {
        guard unsafe unlink(path) != 0 else { return }
        for name in HostDirectory(path)?.names() ?? [] { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }
}
