internal import SystemPackage

/// Reads files that a person or a cluster's tools keep small.
enum SmallFile {
    private static let limit = 4 << 20

    static func read(_ path: FilePath) throws(AccessError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            try file.closeAfter {
                var buffer = [UInt8](repeating: 0, count: 16384)
                while bytes.count <= limit {
                    let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                    guard count > 0 else { return }
                    bytes += buffer[..<count]
                }
            }
        } catch let error as Errno {
            throw .unreadable(path, error)
        } catch {
            throw .unreadable(path, .ioError)
        }
        guard bytes.count <= limit else { throw .tooLarge(path) }
        return bytes
    }

    static func exists(_ path: FilePath) -> Bool {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return false }
        // Nothing was written, so nothing can be lost in closing it.
        try? file.close()
        return true
    }

    /// A token file's text, without the newline that editors leave.
    static func token(_ path: FilePath) throws(AccessError) -> String {
        let text = String(decoding: try read(path), as: UTF8.self)
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
