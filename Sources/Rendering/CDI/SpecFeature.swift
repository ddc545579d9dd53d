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
