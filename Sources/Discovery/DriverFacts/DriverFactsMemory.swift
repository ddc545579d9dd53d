private import Dispatch
private import Hardware
private import Synchronization

/// Asks a driver once for each GPU and remembers the answer for as long as GPU, division and driver stay what they are: a
/// question can wake a sleeping GPU, so nobody asks again and again. Only one that was not answered is put again, later.
package final class DriverFactsMemory: DriverFactsSource {
    private let helper: FactsHelper
    private let patience: Duration
    private let retry: Duration
    private let learned: @Sendable () -> Void
    private let state = Mutex(DriverFactsLedger())
    private let queue = DispatchQueue(label: "apus.driver-facts")

    /// A survey waits no longer than `patience` for an answer; `learned` is called when one comes later.
    package init(
        _ helper: FactsHelper, patience: Duration, retry: Duration = .seconds(600),
        learned: @escaping @Sendable () -> Void = {}
    ) {
        self.helper = helper
        self.patience = patience
        self.retry = retry
        self.learned = learned
    }

    package func facts(_ question: DriverFactsQuestion) -> DriverFactsAnswer {
        let keys = question.gpus.map { DriverFactsLedger.Key(recipient: question.recipient, gpu: $0) }
        let unknown = state.withLock { $0.begin(with: keys, retry: retry) }
        if !unknown.isEmpty { ask(unknown, of: question.recipient) }
        return state.withLock { $0.answer(to: keys) }
    }

    private func ask(_ keys: [DriverFactsLedger.Key], of recipient: DriverFactsQuestion.Recipient) {
        let isAnswered = DispatchGroup()
        isAnswered.enter()
        queue.async {
            let result = self.helper.facts(DriverFactsQuestion(to: recipient, gpus: keys.map(\.gpu)))
            let isMissed = self.state.withLock { $0.end(with: result) }
            isAnswered.leave()
            if isMissed { self.learned() }
        }
        let (seconds, attoseconds) = patience.components
        let nanoseconds = Int(clamping: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        _ = isAnswered.wait(timeout: .now() + .nanoseconds(nanoseconds))
        state.withLock { $0.missAnswer() }
    }
}
