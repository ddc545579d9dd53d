package import Documents

/// One reason why container runtimes refuse a file, and its place.
package struct SpecFinding: Hashable, Sendable, CustomStringConvertible {
    package let position: TextPosition
    /// A sentence.
    package let reason: String

    package init(position: TextPosition, reason: String) {
        self.position = position
        self.reason = reason
    }

    /// `12:5: The key …`; a file's name before it makes a line as compilers write them.
    package var description: String { "\(position): \(reason)" }
}
