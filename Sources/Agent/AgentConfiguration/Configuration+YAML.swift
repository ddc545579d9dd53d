private import Documents

extension Configuration {
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
