package import CDI
package import Hardware
package import ResourceSlices
package import Survey
package import SystemPackage

/// What a person has decided, with defaults for all that they left open.
package struct Configuration: Hashable, Sendable {
    package var candidates = CandidateSelection()
    /// The list of product names; absent where the newest on the machine is meant.
    package var pciIDs: FilePath?
    /// Whether drivers' libraries are asked about GPUs.
    package var asksDrivers = true
    /// Where an agent in a container sees the host's own files.
    package var hostRoot: FilePath?
    package var cdiKind = CDIKind.standard
    /// Where the daemon keeps the CDI spec.
    package var cdiDirectory = Self.standardCDIDirectory
    /// Whether the daemon takes its spec away when it is stopped. Containers that run need it to be started again.
    package var removesSpecsOnStop = false
    /// Which files of NVIDIA's driver a container is given.
    package var nvidiaRoles = DriverFiles.Role.standard
    /// Where NVIDIA's driver has its files; absent where they are searched for.
    package var nvidiaDriverRoot: FilePath?
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
    /// Whether claims of pods on this node are prepared for its kubelet.
    package var servesKubelet = false
    /// Absent where the one that is there is meant.
    package var kubeletDirectory: FilePath?
    package var reportsHealth = true
    package var surveys = SurveyTimes()
    package var logLevel = LogLevel.info
    package var logFormat = LogFormat.automatic
    package var endpoint = EndpointSettings()
    /// Absent where systemd, or else `StateDirectory.standard`, decides.
    package var stateDirectory: FilePath?

    package init() {}

    package static let standardCDIDirectory: FilePath = "/var/run/cdi"

    /// The API version in which slices are written, and the server that it is for. A configuration that was read from a
    /// file has checked that the two fit together.
    package var dialect: SliceDialect {
        get throws(SliceError) { try SliceDialect(apiVersion: apiVersion, kubernetes: kubernetesVersion) }
    }
}

/// When the daemon surveys the machine.
package struct SurveyTimes: Hashable, Sendable {
    /// A burst of changes is over when nothing came for so long.
    package var quiet: Duration
    /// A burst that does not end is surveyed after so long; never less than `quiet`.
    package var limit: Duration
    /// There is a survey after so long even if nothing was announced.
    package var resync: Duration

    package init(
        quiet: Duration = .milliseconds(25), limit: Duration = .milliseconds(250), resync: Duration = .seconds(60)
    ) {
        self.quiet = quiet
        self.limit = limit
        self.resync = resync
    }
}

/// What is worth a line in the log; the least first.
package enum LogLevel: String, CaseIterable, Sendable {
    case trace, debug, info, notice, warning, error, critical
}

/// How a line in the log is written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// As the journal wants it where standard error leads there, else as text.
    case automatic = "auto"
    case text
    /// With the priority in front, and without the time, which the journal adds itself.
    case journal
    case json
}

extension SurveyRules {
    package init(_ configuration: Configuration) {
        self.init(
            selection: configuration.candidates, physicalFunctionWithVFs: configuration.physicalFunctionWithVFs,
            attachments: configuration.attachments, vfio: configuration.vfio,
            nameList: configuration.pciIDs, driverRoot: configuration.nvidiaDriverRoot?.string,
            hostFiles: configuration.hostRoot?.string,
            asksDrivers: configuration.asksDrivers)
    }
}
