extension Spec {
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
            if !intelRdt.schemata.isEmpty { features.insert(.rdtSchemata) }
            if intelRdt.enableMonitoring { features.insert(.rdtMonitoring) }
        }
        return features
    }
}
