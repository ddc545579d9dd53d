private import Documents
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

extension Configuration {
    /// A key, its value in force and where that comes from: a place in the file, or the defaults.
    package struct Row: Hashable, Sendable {
        package let key: String
        package let value: String
        package let origin: String
    }

    /// All keys in their order. Takes the file that was named, as `load` does.
    package static func rows(of file: FilePath?) throws(ConfigurationError) -> [Row] {
        let path = file ?? standardFile
        let configuration = try load(from: file)
        // It has just been read; should it be gone by now, all that is lost is where values stand.
        let bytes = (try? Descriptor(path).content(limit: largestFile)) ?? []
        let root = (try? YAMLNode.parse(bytes)) ?? nil
        return ConfigurationKey.all.map { key in
            let node = key.path.reduce(root) { node, word in node?[word] }
            let value = key.show(configuration).map { $0.text ?? $0.compactJSONText } ?? "-"
            // An empty value leaves the default.
            let origin = node.flatMap { $0.isNull ? nil : "\(path.string):\($0.position)" } ?? "default"
            return Row(key: key.name, value: value, origin: origin)
        }
    }

    /// Reads a configuration's text. An empty one gives the defaults. `file` is named in messages only.
    package init(yaml bytes: [UInt8], file: String) throws(ConfigurationError) {
        let document: YAMLNode?
        do {
            document = try YAMLNode.parse(bytes)
        } catch {
            throw .problems(file: file, [ConfigurationProblem(error.position, error.reason)])
        }
        var reader = ConfigurationReader()
        if let document { reader.read(document) }
        guard reader.problems.isEmpty else {
            throw .problems(file: file, reader.problems.sorted { $0.position < $1.position })
        }
        self = reader.configuration
    }
}
