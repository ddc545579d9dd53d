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
