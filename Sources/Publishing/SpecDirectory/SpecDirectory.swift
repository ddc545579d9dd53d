package import SystemPackage

/// A directory that container runtimes read specs from. A file in it appears, changes and vanishes in one step.
package struct SpecDirectory: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Where runtimes look, lowest priority first: what people put there, and what programs generate.
    package static let standard = [SpecDirectory("/etc/cdi"), SpecDirectory("/var/run/cdi")]

    /// What writing a file came to.
    package enum Outcome: Hashable, Sendable {
        case written
        /// The file held the same already; nobody was disturbed.
        case unchanged
    }
}
