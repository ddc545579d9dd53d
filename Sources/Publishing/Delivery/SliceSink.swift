/// Where a node's ResourceSlices go.
///
/// A sink holds no queue and never tries again by itself: its `SinkQueue` does both for all kinds of sinks.
package protocol SliceSink: Sendable {
    /// Makes the outside world hold this publication and nothing older of the same pool; returns when it does. The same
    /// publication may come again, and must then change nothing.
    func publish(_ publication: SlicePublication) async throws(SinkFailure)

    /// Runs while the sink is in use and tells what it notices of the outside world. Returns at once where nothing can be
    /// noticed.
    func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async

    /// Gives back what the sink holds, such as connections. Nothing is published after it.
    func close() async
}

extension SliceSink {
    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {}

    package func close() async {}
}

/// What a sink's watch has noticed.
package enum SinkNotice: Hashable, Sendable {
    /// What was published may be lost or changed.
    case changedOutside
    /// The other side answers again, so an attempt that failed because it did not need not wait any longer.
    case answersAgain
}

/// Why a sink did not take a publication. Reasons are sentences that a person can act on.
package enum SinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It may work later: the other side is down, slow or full.
    case unavailable(String)
    /// The other side asks to wait at least that long.
    case throttled(String, retryAfter: Duration)
    /// The same publication would be refused again: a person has to change something.
    case rejected(String)

    package var description: String {
        switch self {
        case .unavailable(let reason), .throttled(let reason, _), .rejected(let reason): reason
        }
    }
}
