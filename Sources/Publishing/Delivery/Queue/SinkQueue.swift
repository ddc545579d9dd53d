private import Synchronization

/// Brings states to one sink, whatever becomes of it: it keeps the latest, tries again after failures, and shows how it
/// goes. Nobody who hands a state over ever waits for the sink.
///
/// After a failure the same state is tried again when the wait is over, but a new one at once, so that a server that has
/// come back hears of a removed device within seconds; its own waits begin anew, since what it says is urgent. So is the
/// same one within seconds when the sink's watch says that the other side answers again. Both keep the spacing of attempts
/// and the time that a server has asked for. After a refusal only another state, a doubt,
/// or a long time leads to another attempt.
package final class SinkQueue: Sendable {
    private let sink: any SliceSink
    private let pacing: RetryPacing
    private let clock: any Clock<Duration>
    private let random: any RandomNumberGenerator & Sendable
    private let now: @Sendable () -> Double
    private let news = WakeSignal()
    private let mailbox = Mutex(SinkMailbox())
    private let report: SinkReport

    /// `now` gives seconds since 1970. `observe` is called for each event, in order and never twice at once; it may use
    /// the queue.
    package init(
        _ sink: any SliceSink, pacing: RetryPacing = .standard, clock: any Clock<Duration> = ContinuousClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        now: @Sendable @escaping () -> Double = { UnixTime.now },
        observe: @Sendable @escaping (SinkEvent) -> Void = { _ in }
    ) {
        self.sink = sink
        self.pacing = pacing
        self.clock = clock
        self.random = random
        self.now = now
        report = SinkReport(observe)
    }

    package var status: SinkStatus { mailbox.withLock(\.status) }

    /// Hands a state over, in the place of any that the sink has not taken yet.
    package func submit(_ publication: SlicePublication) {
        signalNews { $0.put(publication, at: .now) }
    }

    /// Makes sure soon that the outside still holds what was published last.
    package func doubt() {
        signalNews { $0.doubt() }
    }

    /// Serves the sink until the task is cancelled, which also ends a publication that is under way.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sink.watch { self.heed($0) } }
            await deliver()
            group.cancelAll()
        }
    }

    private func heed(_ notice: SinkNotice) {
        switch notice {
        case .changedOutside:
            report.enter(.doubted)
            doubt()
        case .answersAgain:
            change { $0.answered() }
            news.signal()
        }
    }

    private func deliver() async {
        var delays = JitteredDelays(pacing, random)
        while let publication = await next() {
            guard let failure = await attempt(publication) else {
                delays.reset()
                continue
            }
            if let pause = pause(after: failure, &delays) {
                await wait(pause, &delays)
            } else {
                delays.reset()
                await waitAfterRejection()
            }
        }
    }

    /// The next to publish, when there is one; nil when the task is cancelled.
    private func next() async -> SlicePublication? {
        while !Task.isCancelled {
            if mailbox.withLock(\.isOnlyDoubted) { await sleep(pacing.gathering) }
            if Task.isCancelled { break }
            if let publication = take() { return publication }
            await news.wait()
        }
        return nil
    }

    private func wait(_ pause: Pause, _ delays: inout JitteredDelays) async {
        await sleep(pause.shortest)
        await news.wait(atMost: pause.longest - pause.shortest, clock) {
            self.mailbox.withLock { $0.hasNewState || $0.isAnswering }
        }
        let (hasNewState, isAnswering) = mailbox.withLock { ($0.hasNewState, $0.isAnswering) }
        if hasNewState || isAnswering { delays.reset() }
        // Many agents learn at the same moment that their server is back.
        if isAnswering { await sleep(delays.spread()) }
    }

    private func waitAfterRejection() async {
        await news.wait(atMost: pacing.afterRejection, clock) { self.mailbox.withLock(\.hasNews) }
    }

    private func attempt(_ publication: SlicePublication) async -> SinkFailure? {
        let start = ContinuousClock.now
        do {
            try await sink.publish(publication)
        } catch {
            // At the end nobody has to hear of what the end itself has caused.
            if !Task.isCancelled { change { $0.failed(error, at: .now) } }
            return error
        }
        report.enter(.delivered(publication, in: start.duration(to: .now)))
        change { $0.arrived(at: now()) }
        return nil
    }

    private func take() -> SlicePublication? { change { $0.take() } }

    /// How long the next attempt waits: a new state for the shortest time, the same one for the longest.
    private struct Pause {
        let shortest: Duration
        let longest: Duration
    }

    /// Absent where the same would be refused again.
    private func pause(after failure: SinkFailure, _ delays: inout JitteredDelays) -> Pause? {
        let asked: Duration
        let random: Duration
        switch failure {
        case .unavailable:
            asked = .zero
            random = delays.next()
        case .throttled(_, let retryAfter):
            asked = retryAfter
            let isChange = mailbox.withLock(\.isChange)
            random = delays.next(atMost: isChange ? pacing.longestBusyWithChange : pacing.longestBusy)
        case .rejected: return nil
        }
        return Pause(shortest: asked + min(random, pacing.spacing), longest: asked + random)
    }

    /// Shorter only where the task is cancelled.
    private func sleep(_ duration: Duration) async { try? await clock.sleep(for: duration) }

    private func signalNews(_ change: (inout SinkMailbox) -> Void) {
        let hasNews = self.change { mailbox in
            change(&mailbox)
            return mailbox.hasNews
        }
        if hasNews { news.signal() }
    }

    private func change<Value>(_ change: (inout SinkMailbox) -> sending Value) -> Value {
        let value = mailbox.withLock { mailbox in
            let before = mailbox.status
            let value = change(&mailbox)
            if mailbox.status != before { report.enter(.changed(mailbox.status)) }
            return value
        }
        report.flush()
        return value
    }
}
