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
