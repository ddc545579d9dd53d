extension JSONValue {
    /// YAML in block style, two blanks a level, with a newline at the end and without `---`.
    ///
    /// Strings that a reader of YAML 1.1 or 1.2 would take for another type stand in quotes.
    package var yamlText: String { YAMLEmitter().text(of: self) }

    /// Several documents in one text, `---` between them.
    package static func yamlText(documents: [JSONValue]) -> String {
        documents.map(\.yamlText).joined(separator: "---\n")
    }
}
