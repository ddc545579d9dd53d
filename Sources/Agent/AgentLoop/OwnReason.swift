/// Why the loop looks at the host though nothing was noticed; as `apus_events_total` calls it.
enum OwnReason: String, Sendable {
    /// A device is not ready yet.
    case pending
    /// It is time to see what nobody announces.
    case resync
}
