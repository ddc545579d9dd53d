package import CDI
package import Hardware
package import ResourceSlices
package import SystemPackage

/// What a person has decided, with defaults for all that they left open.
package struct Configuration: Hashable, Sendable {
    package var candidates = CandidateSelection()
    /// The list of product names; absent where the newest on the machine is meant.
    package var pciIDs: FilePath?
    package var cdiKind = Kind.standard
    /// Where the daemon keeps the CDI spec.
    package var cdiDirectory = Self.standardCDIDirectory
    /// Whether the daemon takes its spec away when it is stopped. Containers that run need it to be started again.
    package var removesSpecsOnStop = false
    package var driver = DriverName.standard
    /// Absent where the newest version that the server has is meant.
    package var apiVersion: APIVersion?
    /// Absent where the newest release that has the API version is meant.
    package var kubernetesVersion: KubernetesVersion?
    /// Absent where the machine's own name is meant.
    package var nodeName: NodeName?
    package var physicalFunctionWithVFs = PhysicalFunctionPolicy.hide
    /// The ways of use that are offered.
    package var attachments = Set(Attachment.allCases)
    package var vfio = VFIOChoice.automatic
    /// Where the daemon sends ResourceSlices; no two have one name.
    package var sinks: [SinkConfiguration] = []
    package var settle = SettleTimes()
    /// How often the daemon looks at the machine though nothing was announced.
    package var resync = Duration.seconds(60)
    package var logLevel = LogLevel.info
    package var logFormat = LogFormat.automatic
    /// Where health and metrics are served; absent where they are not.
    package var endpoint: ListenAddress?
    /// Absent where systemd, or else `standardStateDirectory`, decides.
    package var stateDirectory: FilePath?

    package init() {}

    package static let standardCDIDirectory: FilePath = "/var/run/cdi"
    package static let standardStateDirectory: FilePath = "/var/lib/apus"

    /// The API version in which slices are written, and the server that it is for. A configuration that was read from a
    /// file has checked that the two fit together.
    package var dialect: SliceDialect {
        get throws(SliceError) { try SliceDialect(apiVersion: apiVersion, kubernetes: kubernetesVersion) }
    }
}
