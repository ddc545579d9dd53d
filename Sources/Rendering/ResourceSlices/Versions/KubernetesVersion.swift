private import Hardware

/// The release of a Kubernetes API server, as far as it decides how slices look: `1.34`.
package struct KubernetesVersion: Hashable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The newest release whose rules are written down here.
    package static let newestKnown = KubernetesVersion(major: 1, minor: 37)

    /// Reads `1.34` and what servers and vendors report: `v1.34.2`, `v1.34.2+k3s1`, `1.34+`.
    package init(_ text: String) throws(SliceError) {
        let numbers = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let major = numbers.prefix { $0 != "." }
        let rest = numbers.dropFirst(major.count + 1)
        let minor = rest.prefix { $0.isASCII && $0.isNumber }
        guard let majorNumber = Int(decimalDigits: major), let minorNumber = Int(decimalDigits: minor),
            majorNumber < 1000, minorNumber < 1000,
            [nil, ".", "-", "+"].contains(rest.dropFirst(minor.count).first)
        else { throw .unreadableKubernetesVersion(text) }
        self.init(major: majorNumber, minor: minorNumber)
    }

    package var description: String { "\(major).\(minor)" }
}

extension KubernetesVersion: Comparable {
    package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
