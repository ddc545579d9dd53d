import Glibc
import SystemPackage

extension DirectoryDescriptor {
    /// The names of all entries but `.` and `..`, in no order.
    borrowing func names() throws(Errno) -> [String] {
        // The stream closes its descriptor, so it gets one of its own.
        let descriptor = try retrying { openat(raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(descriptor) else {
            let error = Errno(rawValue: errno)
            Glibc.close(descriptor)
            throw error
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Errno(rawValue: errno) }
                return names
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// What a regular file holds; links are followed.
    borrowing func content(of name: String) throws(Errno) -> [UInt8] {
        // Not blocking, because a pipe may stand in the place of the file.
        let file = ReadOnlyFile(raw: try retrying { openat(raw, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC) })
        return try file.content()
    }

    /// What a name stands for; links are not followed.
    borrowing func entry(_ name: String) throws(Errno) -> AtomicDirectory.Entry {
        do {
            // A pipe or a device may do something when it is opened, so it is not.
            var status = stat()
            try retrying { fstatat(raw, name, &status, AT_SYMLINK_NOFOLLOW) }
            guard status.st_mode & S_IFMT == S_IFREG else { return .other }
            let flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC
            return .file(try ReadOnlyFile(raw: try retrying { openat(raw, name, flags) }).content())
        } catch .noSuchFileOrDirectory {
            return .absent
        } catch .tooManySymbolicLinkLevels {
            return .other
        } catch {
            throw error
        }
    }

    /// Whether the file is what a write of these bytes would make it: a regular file of that content and mode.
    borrowing func holds(_ content: [UInt8], in name: String) -> Bool {
        let flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC
        // Whatever cannot be read is replaced, and only that may fail.
        guard let raw = try? retrying({ openat(raw, name, flags) }) else { return false }
        let file = ReadOnlyFile(raw: raw)
        guard let status = try? file.status(), status.st_mode == S_IFREG | TemporaryFile.mode,
            status.st_size == content.count
        else { return false }
        return (try? file.content()) == content
    }
}

/// Owns a file that is open for reading.
private struct ReadOnlyFile: ~Copyable {
    let raw: Int32

    deinit { Glibc.close(raw) }

    func status() throws(Errno) -> stat {
        var status = stat()
        try retrying { fstat(raw, &status) }
        return status
    }

    func content() throws(Errno) -> [UInt8] {
        let status = try status()
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isDirectory
        default: throw .notSupported
        }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = try retrying { read(raw, &buffer, buffer.count) }
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }
}
