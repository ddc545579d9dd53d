package import Hardware
package import SystemPackage

/// What a person decided about candidates and offers.
package struct SurveyRules: Hashable, Sendable {
    package var selection: CandidateSelection
    package var physicalFunctionWithVFs: PhysicalFunctionPolicy
    /// Accelerators with any other attachment are not offered.
    package var attachments: Set<Attachment>
    package var vfio: VFIOChoice
    /// The list of product names that a person chose, a file of the machine that surveys.
    package var nameList: FilePath?
    /// Where a person says that NVIDIA's driver is installed.
    package var driverRoot: String?
    /// Below which an agent in a container sees the host's drivers and their configuration.
    package var hostFiles: String?
    /// Whether drivers' libraries are asked about GPUs.
    package var asksDrivers: Bool

    package init(
        selection: CandidateSelection = CandidateSelection(), physicalFunctionWithVFs: PhysicalFunctionPolicy = .hide,
        attachments: Set<Attachment> = Set(Attachment.allCases), vfio: VFIOChoice = .automatic,
        nameList: FilePath? = nil, driverRoot: String? = nil, hostFiles: String? = nil, asksDrivers: Bool = true
    ) {
        self.selection = selection
        self.physicalFunctionWithVFs = physicalFunctionWithVFs
        self.attachments = attachments
        self.vfio = vfio
        self.nameList = nameList
        self.driverRoot = driverRoot
        self.hostFiles = hostFiles
        self.asksDrivers = asksDrivers
    }
}

/// Why a host could not be surveyed at all. What concerns one function only is an omission in the inventory.
package enum SurveyError: Error, Hashable, CustomStringConvertible {
    case unreadableBus(path: String)
    /// What was seen, if anything, is not what there is.
    case tooFewDescriptors

    package var description: String {
        switch self {
        case .unreadableBus(let path):
            "The PCI bus cannot be surveyed: \(path) cannot be read. Is /sys mounted, and may it be read?"
        case .tooFewDescriptors:
            "The machine cannot be surveyed: too many files are open. Allow more (LimitNOFILE= of a unit, ulimit -n in "
                + "a shell), or close some: lsof names who holds them."
        }
    }
}
