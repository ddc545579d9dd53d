package import Documents
private import PrintableText
package import SystemPackage

/// Why a configuration cannot be used.
package enum ConfigurationError: Error, Hashable, CustomStringConvertible {
    case unreadable(file: String, Errno)
    case tooLarge(file: String)
    /// All that is wrong with the file, in the order of the text; never empty.
    case problems(file: String, [ConfigurationProblem])

    /// Only a person can put it right: the text itself is at fault, not how it was reached.
    package var isLasting: Bool {
        if case .unreadable = self { return false }
        return true
    }

    /// A line for each problem, as compilers write them, so that editors find the place.
    package var description: String {
        switch self {
        case .unreadable(let file, let errno):
            "The configuration \(file) cannot be read: \(errno). Check that it is there and that you may read it."
        case .tooLarge(let file):
            """
            The configuration \(file) has more than \(Configuration.largestFile) bytes; is it the file that you \
            meant?
            """
        case .problems(let file, let problems):
            problems.map { "\(file):\($0)".printable }.joined(separator: "\n")
        }
    }
}

/// One thing that is wrong with a configuration, and where it stands.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    package let position: TextPosition
    package let message: String

    init(_ position: TextPosition, _ message: String) {
        self.position = position
        self.message = message
    }

    /// `3:5: unknown key "excldue"; did you mean "exclude"?`
    package var description: String { "\(position): \(message)" }
}
