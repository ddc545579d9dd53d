import Glibc

/// A file that lives as long as this value.
final class TemporaryFile {
    let path: String

    /// Nil where no file can be written.
    init?(_ text: String) {
        var template = Array("/tmp/apus-documentation-XXXXXX".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { name in name.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { return nil }
    }

    deinit { unlink(path) }
}
