package import SystemPackage

extension Configuration {
    /// Where a configuration is looked for when none is named.
    package static let standardFile: FilePath = "/etc/apus/config.yaml"

    /// No configuration is near this size; whatever is was named by mistake.
    package static let largestFile = 1 << 20

    /// Reads the file that was named; without one the standard file, or the defaults where that is not there.
    package static func load(from file: FilePath?) throws(ConfigurationError) -> Configuration {
        try read(from: file) ?? Configuration()
    }

    /// The same, but nil where no file is named and the standard one is not there.
    package static func read(from file: FilePath?) throws(ConfigurationError) -> Configuration? {
        let path = file ?? standardFile
        let bytes: [UInt8]
        do {
            bytes = try read(path)
        } catch Errno.noSuchFileOrDirectory where file == nil {
            return nil
        } catch let error as Errno {
            throw .unreadable(file: path.string, error)
        } catch {
            throw .tooLarge(file: path.string)
        }
        return try Configuration(yaml: bytes, file: path.string)
    }

    private static func read(_ path: FilePath) throws -> [UInt8] {
        let descriptor = try FileDescriptor.open(path, .readOnly)
        return try descriptor.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                guard count > 0 else { return bytes }
                bytes += buffer[..<count]
                guard bytes.count <= largestFile else { throw TooLarge() }
            }
        }
    }

    private struct TooLarge: Error {}
}
