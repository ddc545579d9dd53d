private import Hardware

/// The key of an attribute or a capacity: an identifier, which then belongs to the driver's own domain, or
/// `domain/identifier`.
package struct QualifiedName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The identifier is a C identifier of at most 32 characters, the domain a DNS subdomain of at most 63.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let identifier = parts.last, parts.count <= 2, Self.isIdentifier(identifier),
            parts.count == 1 || DNS1123.isSubdomain(parts[0], longest: 63)
        else { return nil }
        description = text
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !first.isDecimalDigit else { return false }
        return text.utf8.count <= 32
            && text.utf8.allSatisfy {
                $0.isDecimalDigit || $0 == UInt8(ascii: "_")
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
    }
}

extension QualifiedName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let name = QualifiedName(text) else { preconditionFailure("\"\(text)\" is not a qualified name") }
        self = name
    }
}

extension QualifiedName: Comparable {
    package static func < (left: QualifiedName, right: QualifiedName) -> Bool { left.description < right.description }
}
