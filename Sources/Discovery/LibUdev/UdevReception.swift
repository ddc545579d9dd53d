internal import SystemPackage

/// What one attempt to receive an event came to.
enum UdevReception: Hashable, Sendable {
    case event(subsystem: String)
    /// All that has arrived was received.
    case drained
    /// Events were lost, because nobody received them in time.
    case overrun
    /// A message that is no event, or for others.
    case skipped(Errno)
}
