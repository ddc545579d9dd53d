package import Hardware
package import ResourceSlices

/// How this node's slices are written.
package struct SliceSettings: Hashable, Sendable {
    package let driver: DriverName
    /// Absent where the machine's own name is meant.
    package let nodeName: NodeName?
    package let dialect: SliceDialect
    package let policy: PhysicalFunctionPolicy

    package init(driver: DriverName, nodeName: NodeName?, dialect: SliceDialect, policy: PhysicalFunctionPolicy) {
        self.driver = driver
        self.nodeName = nodeName
        self.dialect = dialect
        self.policy = policy
    }

    func renderer(for host: HostIdentity) throws -> SliceRenderer {
        try SliceRenderer(driver: driver, nodeName: name(of: host), dialect: dialect, policy: policy)
    }

    private func name(of host: HostIdentity) throws -> NodeName {
        if let nodeName { return nodeName }
        guard let name = host.name else { throw NamelessNode() }
        return try NodeName(name.lowercased())
    }
}

/// Slices need a node's name, and none is known.
private struct NamelessNode: Error, CustomStringConvertible {
    var description: String { "The machine does not say its name. Set nodeName in the configuration." }
}
