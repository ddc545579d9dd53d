import Logging

/// A source that is started again when it fails: a node that hears of nothing until somebody restarts the agent would be
/// wrong for as long.
struct PersistentSource<C: Clock<Duration>>: Sendable {
    let source: any ChangeSource
    let inbox: Inbox
    let clock: C
    let logger: Logger

    private var longestDelay: Duration { .seconds(60) }

    func run() async {
        var delay = Duration.seconds(1)
        while !Task.isCancelled {
            let began = clock.now
            do {
                try await source.run(inbox)
            } catch {
                logger.warning("\(source.name) are not heard and tried again in \(delay): \(error)")
            }
            guard !Task.isCancelled else { return }
            // Whatever happens unheard has to be looked for.
            inbox.listening()
            if began.duration(to: clock.now) > longestDelay { delay = .seconds(1) }
            // Only being cancelled ends the sleep early, and the loop sees that.
            try? await clock.sleep(until: clock.now.advanced(by: delay), tolerance: nil)
            delay = min(delay * 2, longestDelay)
        }
    }
}
