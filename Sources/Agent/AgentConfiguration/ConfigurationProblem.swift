package import Documents

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
