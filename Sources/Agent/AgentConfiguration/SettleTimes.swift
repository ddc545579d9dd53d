/// How long the daemon waits for a storm of changes to end before it looks.
package struct SettleTimes: Hashable, Sendable {
    /// So long after the last change.
    package var quiet = Duration.milliseconds(25)
    /// But no longer after the first; never less than `quiet`.
    package var limit = Duration.milliseconds(250)

    package init() {}
}
