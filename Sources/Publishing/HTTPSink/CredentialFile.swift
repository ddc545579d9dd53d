import SystemPackage

/// A small file that others replace whenever they like.
struct CredentialFile: Hashable, Sendable {
    private let path: FilePath

    init?(_ path: FilePath?) {
        guard let path else { return nil }
        self.path = path
    }

    static let limit = 1 << 20

    func content() throws(HTTPSinkError) -> [UInt8] {
        do {
            // Not blocking, because a pipe may stand in the place of the file.
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter { try Self.content(of: file) }
        } catch let error as Errno {
            throw .unreadable(path, error)
        } catch {
            throw .tooLarge(path, limit: Self.limit)
        }
    }

    private struct TooLarge: Error {}

    private static func content(of file: FileDescriptor) throws -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            guard count > 0 else { return content }
            content += buffer[..<count]
            guard content.count <= limit else { throw TooLarge() }
        }
    }
}
