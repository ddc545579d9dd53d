/// A version of the CDI specification. Only those that were released can be spelled; runtimes refuse all others.
package struct CDIVersion: Hashable, Comparable, Sendable {
    private let major: UInt8
    private let minor: UInt8

    private init(_ major: UInt8, _ minor: UInt8) {
        self.major = major
        self.minor = minor
    }

    /// What files without any later feature declare.
    package static let base = CDIVersion(0, 3)
    package static let v040 = CDIVersion(0, 4)
    package static let v050 = CDIVersion(0, 5)
    package static let v060 = CDIVersion(0, 6)
    package static let v070 = CDIVersion(0, 7)
    package static let v110 = CDIVersion(1, 1)

    /// All released versions, oldest first; each has patch level 0.
    package static let known = [
        CDIVersion(0, 1), CDIVersion(0, 2), base, v040, v050, v060, v070, CDIVersion(0, 8), CDIVersion(1, 0), v110,
    ]

    package static func < (left: CDIVersion, right: CDIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension CDIVersion: LosslessStringConvertible {
    /// Reads `0.5.0`, and `v0.5.0` as the reference library does.
    package init?(_ text: String) {
        let number = text.hasPrefix("v") ? String(text.dropFirst()) : text
        guard let version = Self.known.first(where: { $0.description == number }) else { return nil }
        self = version
    }

    package var description: String { "\(major).\(minor).0" }
}
