extension String {
    /// As the text format wants it: quotes are escaped in the values of labels, not in help texts.
    func escaped(quotes: Bool) -> String {
        // By scalars: a carriage return and a line feed are one Character.
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\"" where quotes: text += "\\\""
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
