/// A scalar as it stands in a document, before anyone decides what type it has.
package struct YAMLScalar: Hashable, Sendable {
    /// The text, with quotes and escapes resolved.
    package let text: String
    /// Whether it stands there without quotes; only then can it be anything but a string.
    package let isPlain: Bool

    package init(_ text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }
}
