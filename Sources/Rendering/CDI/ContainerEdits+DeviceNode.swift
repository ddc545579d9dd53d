extension ContainerEdits {
    /// A device node to make in the container. Without major and minor the runtime looks at the host's node when it
    /// makes the container.
    package struct DeviceNode: Hashable, Sendable {
        /// In the container.
        package var path: String
        /// On the host, where it differs.
        package var hostPath: String?
        package var type: NodeType?
        package var major: Int64?
        package var minor: Int64?
        package var fileMode: UInt32?
        /// A mix of `r`, `w` and `m`.
        package var permissions: String?
        package var uid: UInt32?
        package var gid: UInt32?

        package init(
            path: String, hostPath: String? = nil, type: NodeType? = nil, major: Int64? = nil, minor: Int64? = nil,
            fileMode: UInt32? = nil, permissions: String? = nil, uid: UInt32? = nil, gid: UInt32? = nil
        ) {
            self.path = path
            self.hostPath = hostPath
            self.type = type
            self.major = major
            self.minor = minor
            self.fileMode = fileMode
            self.permissions = permissions
            self.uid = uid
            self.gid = gid
        }

        package enum NodeType: String, CaseIterable, Sendable {
            case block = "b"
            case character = "c"
            case unbufferedCharacter = "u"
            case pipe = "p"
        }
    }
}
