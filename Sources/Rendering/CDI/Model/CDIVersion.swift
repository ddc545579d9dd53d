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

/// What a spec may hold beyond the first format, and the version that brought it (CDI SPEC.md, "Released versions").
package enum SpecFeature: CaseIterable, Sendable {
    case mountType, hostPathOfNode, digitFirst, annotations, dotInClass, intelRdt, additionalGids, netDevices
    case rdtSchemata, rdtMonitoring

    package var since: CDIVersion {
        switch self {
        case .mountType: .v040
        case .hostPathOfNode, .digitFirst: .v050
        case .annotations, .dotInClass: .v060
        case .intelRdt, .additionalGids: .v070
        case .netDevices, .rdtSchemata, .rdtMonitoring: .v110
        }
    }

    /// As messages call it.
    package var name: String {
        switch self {
        case .mountType: "the type of a mount"
        case .hostPathOfNode: "the hostPath of a device node"
        case .digitFirst: "a device name that begins with a digit"
        case .annotations: "annotations"
        case .dotInClass: "a class with a dot"
        case .intelRdt: "intelRdt"
        case .additionalGids: "additionalGids"
        case .netDevices: "netDevices"
        case .rdtSchemata: "the schemata of intelRdt"
        case .rdtMonitoring: "enableMonitoring of intelRdt"
        }
    }
}

extension CDISpec {
    /// The lowest version that carries the content.
    package var minimumVersion: CDIVersion { features.map(\.since).max() ?? .base }

    package var features: Set<SpecFeature> {
        var features = edits.features
        if kind.deviceClass.contains(".") { features.insert(.dotInClass) }
        if !annotations.isEmpty { features.insert(.annotations) }
        for device in devices {
            features.formUnion(device.edits.features)
            if !device.annotations.isEmpty { features.insert(.annotations) }
            if device.name.utf8.first?.isASCIIDigit == true { features.insert(.digitFirst) }
        }
        return features
    }
}

extension ContainerEdits {
    var features: Set<SpecFeature> {
        var features: Set<SpecFeature> = []
        if deviceNodes.contains(where: { $0.hostPath != nil }) { features.insert(.hostPathOfNode) }
        if mounts.contains(where: { $0.type != nil }) { features.insert(.mountType) }
        if !netDevices.isEmpty { features.insert(.netDevices) }
        if !additionalGids.isEmpty { features.insert(.additionalGids) }
        if let intelRdt {
            features.insert(.intelRdt)
            if intelRdt.schemata != nil { features.insert(.rdtSchemata) }
            if intelRdt.enableMonitoring { features.insert(.rdtMonitoring) }
        }
        return features
    }
}
