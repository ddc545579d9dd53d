private import PrintableText

/// The beginning of what a stranger wrote, fit to be shown to people: short, on one line, without control characters and
/// without anything that could be a secret.
package struct Excerpt: Hashable, Sendable {
    package let text: String

    /// A server may send our token back to us; it is blotted out before anything is cut.
    package init(_ bytes: some Sequence<UInt8>, without token: BearerToken? = nil, longest: Int = 300) {
        let bytes = token?.blotted(Array(bytes)) ?? Array(bytes)
        // More than is shown, so that a secret is found by its length before it is cut.
        let beginning = String(decoding: bytes, as: UTF8.self).excerpt(upTo: 4 * longest)
        text = SecretBlotter(beginning).text.shortened(to: longest)
    }

    package init(_ text: String, without token: BearerToken? = nil, longest: Int = 300) {
        self.init(text.utf8, without: token, longest: longest)
    }
}
