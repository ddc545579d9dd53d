package import Delivery

/// One place that ResourceSlices are sent to.
package struct SinkConfiguration: Hashable, Sendable {
    /// What the log, the metrics and the state directory call it: letters, digits, dots, dashes and underscores, the first
    /// a letter or digit.
    package let name: String
    package let destination: SinkDestination

    package init(name: String, destination: SinkDestination) {
        self.name = name
        self.destination = destination
    }

    static func isName(_ text: String) -> Bool {
        let isAlphanumeric = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
        }
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 63 else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}

/// The kinds of sinks, each with its settings.
package enum SinkDestination: Hashable, Sendable {
    case standardOutput
    case directory(DirectorySinkSettings)
    case http(HTTPSinkSettings)
    case kubernetes(KubernetesSinkSettings)

    package var type: SinkType {
        switch self {
        case .standardOutput: .standardOutput
        case .directory: .directory
        case .http: .http
        case .kubernetes: .kubernetes
        }
    }
}

/// What a sink's `type` can be.
package enum SinkType: String, CaseIterable, Sendable {
    case standardOutput = "stdout"
    case directory, http, kubernetes
}
