package import Hardware

/// What a person decided about candidates and offers.
package struct SurveyRules: Hashable, Sendable {
    package var selection: CandidateSelection
    package var physicalFunctionWithVFs: PhysicalFunctionPolicy
    /// Accelerators with any other attachment are not offered.
    package var attachments: Set<Attachment>
    package var vfio: VFIOChoice

    package init(
        selection: CandidateSelection = CandidateSelection(), physicalFunctionWithVFs: PhysicalFunctionPolicy = .hide,
        attachments: Set<Attachment> = Set(Attachment.allCases), vfio: VFIOChoice = .automatic
    ) {
        self.selection = selection
        self.physicalFunctionWithVFs = physicalFunctionWithVFs
        self.attachments = attachments
        self.vfio = vfio
    }
}
