package import Documents

extension Configuration {
    /// The effective values under the keys of the file, so that the text of it can itself be a configuration.
    package var json: JSONValue {
        Self.object(
            ConfigurationKey.all.compactMap { key in
                key.show(self).map { (path: key.path[...], value: $0) }
            })
    }

    private static func object(_ values: [(path: ArraySlice<String>, value: JSONValue)]) -> JSONValue {
        var members: [JSONValue.Member] = []
        for (path, value) in values {
            guard let word = path.first, !members.contains(where: { $0.name == word }) else { continue }
            guard path.count > 1 else {
                members.append(JSONValue.Member(word, value))
                continue
            }
            let inner = values.filter { $0.path.first == word }.map { (path: $0.path.dropFirst(), value: $0.value) }
            members.append(JSONValue.Member(word, object(inner)))
        }
        return .object(members)
    }
}
