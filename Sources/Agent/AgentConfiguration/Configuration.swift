package import CDI
package import Hardware
package import ResourceSlices

/// What a person has decided, with defaults for all that they left open.
package struct Configuration: Hashable, Sendable {
    package var candidates = CandidateSelection()
    package var cdiKind = Kind.standard
    package var driver = DriverName.standard
    /// Absent where the machine's own name is meant.
    package var nodeName: NodeName?
    package var physicalFunctionWithVFs = PhysicalFunctionPolicy.hide
    /// The ways of use that are offered.
    package var attachments = Set(Attachment.allCases)
    package var vfio = VFIOChoice.automatic

    package init() {}
}
