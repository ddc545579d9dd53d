extension String {
    /// Without control characters: what a stranger's recording says must not steer the reader's terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
