/// What a terminal is to show of work that takes longer than a second, for those who wait: one line, which the next
/// replaces.
package struct ProgressText: Sendable {
    private let what: String
    private let beginning: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?

    /// How long nothing is shown, and how long a line stands at least.
    private static let patience = Duration.seconds(1), pace = Duration.milliseconds(100)

    /// `what` is counted: `PCI functions read`.
    package init(_ what: String, from beginning: ContinuousClock.Instant) {
        self.what = what
        self.beginning = beginning
    }

    /// What is to be written now; nil where nothing is.
    package mutating func line(_ done: Int, of total: Int, at now: ContinuousClock.Instant) -> String? {
        guard now - beginning >= Self.patience, lastShown.map({ now - $0 >= Self.pace }) ?? true else { return nil }
        lastShown = now
        return "\r\(Self.erase)\(what): \(done) of \(total)"
    }

    /// Takes the line away, if there is one.
    package mutating func end() -> String? {
        defer { lastShown = nil }
        return lastShown.map { _ in "\r\(Self.erase)" }
    }

    /// To the end of the line.
    private static let erase = "\u{1b}[K"
}
