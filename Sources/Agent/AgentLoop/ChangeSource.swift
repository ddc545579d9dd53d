private import Delivery

/// Something that notices changes on the host.
///
/// A notice says no more than "survey again": facts come from surveys.
package protocol ChangeSource: Sendable {
    /// As logs call it: `udev events`.
    var name: String { get }

    /// Runs until it is cancelled or cannot go on. It calls `inbox.listening()` once nothing can escape it any more.
    func run(_ inbox: Inbox) async throws
}

extension Inbox {
    /// A source hears everything from now on, so that what came before has to be surveyed.
    package func listening() { post { $0.listening += 1 } }

    package func changed(_ source: String) { post { $0.add(changeFrom: source) } }

    /// Changes were lost.
    package func overran() { post { $0.overruns += 1 } }

    package func specDirectoryChanged() { post { $0.specDirectoryChanged = true } }
}

/// The sources that the configuration in force asks for, each in a task of its own.
struct SourceSet: Sendable {
    /// By the names of the sources.
    private var stops: [String: StopSignal] = [:]

    /// Ends the sources that are not wanted any more and starts the new ones; the rest is not disturbed.
    ///
    /// - Returns: How many were started.
    mutating func change<C>(to wanted: [PersistentSource<C>], in group: inout DiscardingTaskGroup) -> Int {
        for (name, stop) in stops where !wanted.contains(where: { $0.source.name == name }) {
            stop.stop()
            stops[name] = nil
        }
        let new = wanted.filter { stops[$0.source.name] == nil }
        for source in new {
            let stop = StopSignal()
            stops[source.source.name] = stop
            group.addTask { await stop.limit { await source.run() } }
        }
        return new.count
    }
}

/// A source that is started again when it fails: a node that hears of nothing until somebody restarts the agent would be
/// wrong for as long.
struct PersistentSource<C: Clock>: Sendable where C.Duration == Duration {
    let source: any ChangeSource
    let inbox: Inbox
    let clock: C
    let observer: any AgentObserver

    private var longestDelay: Duration { .seconds(60) }
    private var backoff: Backoff { Backoff(first: .seconds(1), longest: longestDelay) }

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            let began = clock.now
            var reason: String?
            do {
                try await source.run(inbox)
            } catch {
                reason = "\(error)"
            }
            guard !Task.isCancelled else { return }
            if began.duration(to: clock.now) > longestDelay { failures = 0 }
            let delay = backoff.wait(after: failures)
            if let reason { observer.observe(.sourceFailed(source.name, reason, retryAfter: delay)) }
            // Whatever happens unheard has to be looked for.
            inbox.listening()
            // Only being cancelled ends the sleep early, and the loop sees that.
            try? await clock.sleep(until: clock.now.advanced(by: delay), tolerance: nil)
            failures += 1
        }
    }
}
