/// Where a node's ResourceSlices go.
///
/// A sink holds no queue and never tries again by itself: its `SinkQueue` does both for all kinds of sinks.
package protocol SliceSink: Sendable {
    /// Makes the outside world hold this publication and nothing older of the same pool; returns when it does. The same
    /// publication may come again, and must then change nothing.
    func publish(_ publication: SlicePublication) async throws(SinkFailure)

    /// Runs while the sink is in use and calls `lookAgain` when the outside world may have lost or changed what was
    /// published. Returns at once where nothing of the kind can be noticed.
    func watch(_ lookAgain: @Sendable @escaping () -> Void) async

    /// Gives back what the sink holds, such as connections. Nothing is published after it.
    func close() async
}

extension SliceSink {
    package func watch(_ lookAgain: @Sendable @escaping () -> Void) async {}

    package func close() async {}
}
