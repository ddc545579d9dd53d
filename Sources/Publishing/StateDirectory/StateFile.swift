package import SystemPackage

/// A small file of the agent's own that survives restarts. It is replaced in one step and carries a checksum.
package struct StateFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }
}
