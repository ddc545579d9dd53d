/// What one check found.
package struct Finding: Hashable, Sendable {
    /// A stable word by which programs know the check: `cdi-stale`.
    package let check: String
    package let verdict: Verdict
    /// What was seen: a sentence with its final stop.
    package let evidence: String
    /// The command that mends it, where one does.
    package let remedy: String?

    package enum Verdict: String, CaseIterable, Sendable {
        case ok
        /// It works, and somebody may want to do something about it.
        case warning
        /// Something that was asked for does not work.
        case failure
        /// It could not be seen, or not by this user.
        case unknown
    }

    init(_ check: String, _ verdict: Verdict, _ evidence: String, remedy: String? = nil) {
        self.check = check
        self.verdict = verdict
        self.evidence = evidence
        self.remedy = remedy
    }
}
