private import Glibc

/// The files of one agent below a directory that the caller takes away.
package struct Workplace {
    package let path: String

    package init(_ path: String) throws {
        self.path = path
        for name in ["", "cdi", "state", "slices"] { try make(name) }
    }

    package func make(_ name: String) throws {
        guard mkdir("\(path)/\(name)", 0o755) == 0 else { throw MeasureError("Making \(path)/\(name)") }
    }

    package func write(_ text: String, to name: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MeasureError("Making \(path)/\(name)") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw MeasureError("Writing \(path)/\(name)")
        }
    }
}
