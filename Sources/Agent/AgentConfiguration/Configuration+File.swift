private import Files
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
            // From a pipe too, which a shell may have put there.
            bytes = try Descriptor(path).content(limit: largestFile)
        } catch .noSuchFileOrDirectory where file == nil {
            return nil
        } catch .fileTooLarge {
            throw .tooLarge(file: path.string)
        } catch {
            throw .unreadable(file: path.string, error)
        }
        return try Configuration(yaml: bytes, file: path.string)
    }
}
