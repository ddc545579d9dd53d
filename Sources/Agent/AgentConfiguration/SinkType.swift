/// What a sink's `type` can be.
package enum SinkType: String, CaseIterable, Sendable {
    case standardOutput = "stdout"
    case directory, http, kubernetes
}
