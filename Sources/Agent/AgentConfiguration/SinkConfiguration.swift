package import Delivery
internal import Documents
private import SystemPackage

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

extension SinkConfiguration {
    /// Under the keys of the file.
    var json: JSONValue {
        let type = JSONValue.string(destination.type.rawValue)
        let name = JSONValue.string(name)
        return switch destination {
        case .standardOutput: ["type": type, "name": name]
        case .directory(let settings):
            [
                "type": type, "name": name, "path": .string(settings.path.string),
                "format": .string(settings.format.rawValue),
            ]
        case .http(let settings):
            .object(known: [
                "type": type, "name": name, "url": .string(settings.url.text),
                "tokenFile": settings.tokenFile.map { .string($0.string) },
                "clientCertificate": settings.client.map { .string($0.certificate.string) },
                "clientKey": settings.client.map { .string($0.key.string) },
                "ca": settings.ca.map { .string($0.string) }, "timeout": .integer(settings.timeout.seconds),
            ])
        case .kubernetes(let settings):
            .object(known: [
                "type": type, "name": name, "kubeconfig": settings.kubeconfig.map { .string($0.string) },
                "context": settings.context.map { .string($0) },
            ])
        }
    }
}
