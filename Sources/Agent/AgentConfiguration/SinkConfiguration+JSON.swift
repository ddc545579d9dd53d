private import Delivery
internal import Documents
private import SystemPackage

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
