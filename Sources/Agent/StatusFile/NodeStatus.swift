package import Delivery
package import Hardware

/// How the agent of a node stands: what it found, what it keeps, and what is wrong with any of it.
package struct NodeStatus: Hashable, Sendable {
    /// The agent's.
    package var version: String
    /// Absent where the kernel did not tell.
    package var process: AgentProcess?
    package var started: Timestamp
    /// Why nobody should rely on the CDI directory now; nil where all is well.
    package var unreadiness: String?
    /// When a survey last found something else than the one before it; absent before the first.
    package var lastNews: Timestamp?
    /// As the last survey found them, by address.
    package var devices: [Device] = []
    package var omissions = 0
    package var cdiFiles: [CDIFile] = []
    /// What could not be done the last time it was tried.
    package var problems: [Problem] = []
    /// By name.
    package var sinks: [Sink] = []
    /// Absent where the kubelet is not served.
    package var kubelet: Kubelet?
    /// Those that are prepared, by namespace and name.
    package var claims: [Claim] = []
    /// Of devices; the newest first.
    package var changes: [Change] = []

    package init(version: String, process: AgentProcess?, started: Timestamp) {
        self.version = version
        self.process = process
        self.started = started
    }

    package struct Device: Hashable, Sendable {
        package let name: String
        package let address: String
        /// `ready`, `pending`, `unbound` or `failed`.
        package let state: String
        package let reason: String?
        package let isOffered: Bool

        package init(name: String, address: String, state: String, reason: String?, isOffered: Bool) {
            self.name = name
            self.address = address
            self.state = state
            self.reason = reason
            self.isOffered = isOffered
        }
    }

    package struct CDIFile: Hashable, Sendable {
        package let path: String
        /// Absent where the agent took the file over as it was.
        package let devices: Int?

        package init(path: String, devices: Int?) {
            self.path = path
            self.devices = devices
        }
    }

    package struct Problem: Hashable, Sendable {
        /// `survey`, `specs`, `specList` or `pool`.
        package let name: String
        /// A sentence.
        package let reason: String

        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    package struct Sink: Hashable, Sendable {
        package let name: String
        /// `idle`, `publishing`, `waiting` or `rejected`, as in metrics; `unusable` where it could not be set up.
        package var state: String
        /// A sentence.
        package var reason: String?
        package var lastSuccess: Timestamp?
        /// When it last began to fail.
        package var lastFailure: Timestamp?
        /// What a cluster's sink knows of the cluster.
        package var cluster: ClusterFacts?

        package init(
            name: String, state: String, reason: String? = nil, lastSuccess: Timestamp? = nil,
            lastFailure: Timestamp? = nil, cluster: ClusterFacts? = nil
        ) {
            self.name = name
            self.state = state
            self.reason = reason
            self.lastSuccess = lastSuccess
            self.lastFailure = lastFailure
            self.cluster = cluster
        }

        package var isWell: Bool { state == "idle" || state == "publishing" }
    }

    package struct Kubelet: Hashable, Sendable {
        package enum State: String, Sendable {
            /// The plugin listens, and the kubelet has not called.
            case awaited
            case registered
            case refused
            /// The plugin cannot listen.
            case unserved
        }

        package var state: State
        /// A sentence.
        package var reason: String?
        package var socket: String?

        package init(_ state: State, reason: String? = nil, socket: String? = nil) {
            self.state = state
            self.reason = reason
            self.socket = socket
        }
    }

    package struct Claim: Hashable, Sendable {
        package let namespace: String
        package let name: String
        package let uid: String
        /// The names of its devices.
        package let devices: [String]

        package init(namespace: String, name: String, uid: String, devices: [String]) {
            self.namespace = namespace
            self.name = name
            self.uid = uid
            self.devices = devices
        }

        package var label: String { "\(namespace)/\(name)" }
    }

    package struct Change: Hashable, Sendable {
        package let time: Timestamp
        /// As the log has it: `+ 0000-03-00-0-0x56c0 (gpu, Arc A770, xe) ready`.
        package let text: String

        package init(time: Timestamp, text: String) {
            self.time = time
            self.text = text
        }
    }
}

extension NodeStatus {
    /// The claims that hold a device.
    package func claims(holding device: String) -> [Claim] { claims.filter { $0.devices.contains(device) } }
}

extension NodeStatus.Device {
    package init(_ accelerator: Accelerator) {
        self.init(
            name: accelerator.name.description, address: accelerator.address.description,
            state: accelerator.readiness.state, reason: accelerator.readiness.reason ?? accelerator.offer.reason,
            isOffered: accelerator.isOffered)
    }
}
