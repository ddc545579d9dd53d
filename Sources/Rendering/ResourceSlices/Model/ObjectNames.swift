private import Hardware

/// The name rules of RFC 1123 as the Kubernetes API server checks them.
enum DNS1123 {
    static let longestSubdomain = 253

    /// Labels joined by dots. Only the whole has a limit: the API server does not count the labels' characters here.
    static func isSubdomain(_ text: Substring, longest: Int = longestSubdomain) -> Bool {
        text.utf8.count <= longest
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// The text itself where it has at most `longest` bytes; otherwise its beginning and a 64-bit FNV-1a hash of the
    /// whole in hexadecimal, so that two long names with the same beginning stay apart and each stays as it is.
    static func shortened(_ text: String, longest: Int) -> String {
        guard text.utf8.count > longest else { return text }
        let suffix = "-" + hexadecimalHash(of: text)
        var kept = Array(text.utf8.prefix(longest - suffix.utf8.count))
        while let last = kept.last, !isAlphanumeric(last) { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + suffix
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte.isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func hexadecimalHash(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hexadecimal(hash, digits: 16)
    }
}

/// The name of a DRA driver, `spec.driver`: a DNS subdomain of at most 63 characters.
package struct DriverName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The driver that Apus is unless it is told otherwise.
    package static let standard = DriverName(checked: "gpu.apus.dev")

    private init(checked text: String) { description = text }

    /// Upper case is refused, though servers accept it: they answer with a warning and compare in lower case.
    package init(_ text: String) throws(SliceError) {
        guard DNS1123.isSubdomain(text[...], longest: 63) else { throw .invalidDriverName(text) }
        description = text
    }
}

/// The name of a Kubernetes node, `spec.nodeName`: a DNS subdomain of at most 253 characters.
package struct NodeName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) throws(SliceError) {
        guard DNS1123.isSubdomain(text[...]) else { throw .invalidNodeName(text) }
        description = text
    }

    /// What is left of a text when everything that no name may have becomes a dash.
    package init(approximating text: String) {
        let parts = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        description = parts.isEmpty ? "localhost" : String(parts.joined(separator: "-").prefix(63))
    }
}
