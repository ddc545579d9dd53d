package import Hardware
package import ResourceSlices

/// How this node's slices are written.
package struct SliceSettings: Sendable {
    package let driver: DriverName
    package let dialect: SliceDialect
    package let policy: PhysicalFunctionPolicy
    /// Asked anew each time: what knows the name, such as a kubelet's kubeconfig, may come later than the agent.
    package let nodeName: @Sendable (HostIdentity) throws -> NodeName

    package init(
        driver: DriverName, dialect: SliceDialect, policy: PhysicalFunctionPolicy,
        nodeName: @escaping @Sendable (HostIdentity) throws -> NodeName
    ) {
        self.driver = driver
        self.dialect = dialect
        self.policy = policy
        self.nodeName = nodeName
    }

    func renderer(for host: HostIdentity) throws -> SliceRenderer {
        try SliceRenderer(driver: driver, nodeName: nodeName(host), dialect: dialect, policy: policy)
    }
}
