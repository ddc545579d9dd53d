/// A place in a text as editors show it: lines and columns count from 1, columns in characters.
package struct TextPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// `12:5`, as compilers write it after a file's name.
    package var description: String { "\(line):\(column)" }
}
