package import Documents
package import Sysfs

/// What a host's status file tells, and whether the agent that keeps it still runs.
package struct StatusReading: Sendable {
    package let path: String
    package let status: NodeStatus
    /// Nil where it cannot be seen.
    package let isRunning: Bool?
    /// The agent's number, here where it runs, else in its own container; absent where it told none.
    let processID: Int?

    package static let fileName = "status.json"

    /// Where systemd's `RuntimeDirectory=` of the service is, and where the agent keeps its state without systemd.
    package static let directories = ["/run/apus", "/var/lib/apus"]

    /// The file of an agent that runs, else the first that there is; nil where there is none that this user may see.
    package init?(_ host: HostRoot, directories: [String] = Self.directories) throws(StatusFileError) {
        let paths = directories.map { "\($0)/\(Self.fileName)" }.filter(host.exists)
        guard let first = paths.first else { return nil }
        var outdated: StatusReading?
        for path in paths {
            guard let reading = try? StatusReading(host, file: path) else { continue }
            guard reading.isRunning == false else {
                self = reading
                return
            }
            outdated = outdated ?? reading
        }
        if let outdated {
            self = outdated
        } else {
            try self.init(host, file: first)
        }
    }

    /// The file, and in front of it whether the agent runs, where that can be seen.
    package var document: JSONValue {
        .object(
            (isRunning.map { [JSONValue.Member("running", .bool($0))] } ?? []) + status.json.members)
    }

    private init(_ host: HostRoot, file path: String) throws(StatusFileError) {
        guard let text = host.text(path) else { throw .unreadable(path) }
        guard let json = try? JSONValue.reading(json: Array(text.utf8)), let status = NodeStatus(json: json) else {
            throw .foreign(path)
        }
        self.path = path
        self.status = status
        switch status.process?.sight(on: host) {
        case .runs(as: let number): (isRunning, processID) = (true, number)
        case .isGone: (isRunning, processID) = (false, status.process?.id)
        case .isHidden, nil: (isRunning, processID) = (nil, status.process?.id)
        }
    }
}

/// Why a status file tells nothing.
package enum StatusFileError: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case foreign(String)

    package var description: String {
        switch self {
        case .unreadable(let path): "The status file \(path) is empty or cannot be read by this user. Try it with sudo."
        case .foreign(let path):
            "The status file \(path) is not of this version's apusd. Install apus and apusd of the same version."
        }
    }
}
