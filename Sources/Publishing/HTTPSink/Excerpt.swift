/// The beginning of what a stranger wrote, fit to be shown to people: short, on one line, without control characters.
struct Excerpt: Hashable, Sendable {
    let text: String

    /// A server may send our token back to us; it is blotted out before anything is cut.
    init(_ bytes: [UInt8], without secret: String? = nil, longest: Int = 300) {
        var bytes = bytes
        if let secret, !secret.isEmpty { bytes.replace(Array(secret.utf8), with: Array("[token]".utf8)) }
        let lines = String(decoding: bytes, as: UTF8.self).unicodeScalars
            .split { $0 == "\n" || $0 == "\r" }
            .map { $0.drop { $0 == " " || $0 == "\t" } }
        let head = lines.lazy.filter { !$0.isEmpty }.prefix(2).joined(separator: " ".unicodeScalars)
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: head.prefix(longest).map { $0.isPrintable ? $0 : "?" })
        while let last = scalars.last, last == " " { scalars.removeLast() }
        if head.dropFirst(longest).contains(where: { _ in true }) { scalars.append("…") }
        text = String(scalars)
    }
}

extension UnicodeScalar {
    /// Format characters turn the direction of a line or hide in it.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}
