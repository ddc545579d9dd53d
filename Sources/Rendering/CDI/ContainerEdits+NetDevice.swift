extension ContainerEdits {
    /// A network interface that moves from the host into the container.
    package struct NetDevice: Hashable, Sendable {
        package var hostInterfaceName: String
        package var name: String

        package init(hostInterfaceName: String, name: String) {
            self.hostInterfaceName = hostInterfaceName
            self.name = name
        }
    }
}
