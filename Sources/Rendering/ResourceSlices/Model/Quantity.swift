package import Documents

/// A Kubernetes quantity that is a whole number; prints in the canonical form, so that a server answers with the same.
package struct Quantity: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt64
    private let unit: Unit

    /// Prints with the largest binary suffix that keeps it exact: 17079205888 is `16288Mi`.
    package static func bytes(_ value: UInt64) -> Quantity { Quantity(value: value, unit: .binary) }

    /// Prints with the largest decimal suffix that keeps it exact: 1000 is `1k`.
    package static func count(_ value: UInt64) -> Quantity { Quantity(value: value, unit: .decimal) }

    package var description: String {
        switch unit {
        case .binary: Self.text(value, base: 1024, suffixes: ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"])
        case .decimal: Self.text(value, base: 1000, suffixes: ["", "k", "M", "G", "T", "P", "E"])
        }
    }

    private enum Unit { case binary, decimal }

    private static func text(_ value: UInt64, base: UInt64, suffixes: [String]) -> String {
        var mantissa = value
        var exponent = 0
        while mantissa != 0, mantissa.isMultiple(of: base), exponent < suffixes.count - 1 {
            mantissa /= base
            exponent += 1
        }
        return "\(mantissa)\(suffixes[exponent])"
    }
}

extension Quantity {
    /// Tells bytes from counts, which a text such as `512` does not.
    package var json: JSONValue {
        switch unit {
        case .binary: ["bytes": .string("\(value)")]
        case .decimal: ["count": .string("\(value)")]
        }
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(json: JSONValue) {
        guard let member = json.members.first, json.members.count == 1,
            let value = member.value.text.flatMap(UInt64.init)
        else { return nil }
        switch member.name {
        case "bytes": self = .bytes(value)
        case "count": self = .count(value)
        default: return nil
        }
    }
}
