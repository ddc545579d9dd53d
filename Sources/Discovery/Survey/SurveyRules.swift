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

    package init(
        selection: CandidateSelection = CandidateSelection(), physicalFunctionWithVFs: PhysicalFunctionPolicy = .hide,
        attachments: Set<Attachment> = Set(Attachment.allCases), vfio: VFIOChoice = .automatic,
        nameList: FilePath? = nil
    ) {
        self.selection = selection
        self.physicalFunctionWithVFs = physicalFunctionWithVFs
        self.attachments = attachments
        self.vfio = vfio
        self.nameList = nameList
    }
}
