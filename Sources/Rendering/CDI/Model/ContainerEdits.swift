/// What the runtime changes in a container that is given a device.
package struct ContainerEdits: Hashable, Sendable {
    /// `NAME=value`.
    package var env: [String]
    package var deviceNodes: [DeviceNode]
    package var netDevices: [NetDevice]
    package var mounts: [Mount]
    package var hooks: [Hook]
    package var intelRdt: IntelRdt?
    package var additionalGids: [UInt32]

    package init(
        env: [String] = [], deviceNodes: [DeviceNode] = [], netDevices: [NetDevice] = [], mounts: [Mount] = [],
        hooks: [Hook] = [], intelRdt: IntelRdt? = nil, additionalGids: [UInt32] = []
    ) {
        self.env = env
        self.deviceNodes = deviceNodes
        self.netDevices = netDevices
        self.mounts = mounts
        self.hooks = hooks
        self.intelRdt = intelRdt
        self.additionalGids = additionalGids
    }

    package var isEmpty: Bool { self == ContainerEdits() }
}

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

extension ContainerEdits {
    package struct Mount: Hashable, Sendable {
        package var hostPath: String
        package var containerPath: String
        package var type: String?
        package var options: [String]

        package init(hostPath: String, containerPath: String, type: String? = nil, options: [String] = []) {
            self.hostPath = hostPath
            self.containerPath = containerPath
            self.type = type
            self.options = options
        }
    }
}

extension ContainerEdits {
    /// A program that the runtime runs at a point of the container's life.
    package struct Hook: Hashable, Sendable {
        package var point: Point
        /// On the host, but in the container for `startContainer`.
        package var path: String
        package var args: [String]
        package var env: [String]
        /// Seconds.
        package var timeout: Int64?

        package init(point: Point, path: String, args: [String] = [], env: [String] = [], timeout: Int64? = nil) {
            self.point = point
            self.path = path
            self.args = args
            self.env = env
            self.timeout = timeout
        }

        /// The file's `hookName`.
        package enum Point: String, CaseIterable, Sendable {
            case prestart, createRuntime, createContainer, startContainer, poststart, poststop
        }
    }
}

extension ContainerEdits {
    /// Intel's Resource Director Technology: shares of cache and memory bandwidth.
    package struct IntelRdt: Hashable, Sendable {
        package var closID: String?
        package var l3CacheSchema: String?
        package var memBwSchema: String?
        /// An empty list is not none: it needs CDI 1.1.0 as a full one does.
        package var schemata: [String]?
        package var enableMonitoring: Bool

        package init(
            closID: String? = nil, l3CacheSchema: String? = nil, memBwSchema: String? = nil, schemata: [String]? = nil,
            enableMonitoring: Bool = false
        ) {
            self.closID = closID
            self.l3CacheSchema = l3CacheSchema
            self.memBwSchema = memBwSchema
            self.schemata = schemata
            self.enableMonitoring = enableMonitoring
        }
    }
}
