internal import Claims

/// Runs what the kubelet asks for.
///
/// An operation belongs to the plugin and not to the call that began it. So it goes on when the kubelet gives up, and the
/// kubelet's next try joins it, unless the opposite was asked for since.
actor ClaimOperations {
    private let preparation: any ClaimPreparation
    private let patience: Patience
    private let report: @Sendable (PluginEvent) -> Void
    /// The last that was begun of each claim, by its UID, while it runs.
    private var latest: [String: ClaimOperation] = [:]

    private typealias Job = @Sendable () async -> Void
    private let jobs: AsyncStream<Job>
    private let queue: AsyncStream<Job>.Continuation

    /// `patience` is that of calls.
    init(
        _ preparation: any ClaimPreparation, patience: Patience, report: @escaping @Sendable (PluginEvent) -> Void
    ) {
        self.preparation = preparation
        self.patience = patience
        self.report = report
        (jobs, queue) = AsyncStream.makeStream()
    }

    /// Works until the task is cancelled.
    nonisolated func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [patience] in await patience.run() }
            // Begun at once, on the thread that is here already: a pod waits.
            for await job in jobs { group.addImmediateTask { await job() } }
        }
    }

    /// What an operation came to; nil where it has not come to an end within the limit.
    nonisolated func outcome(of kind: ClaimOperation.Kind, _ claim: ClaimReference) async -> ClaimOperation.Outcome? {
        let outcome = await operation(kind, claim).outcome.value(within: patience)
        if outcome == nil { report(.overdue(claim, patience.limit)) }
        return outcome
    }

    /// The one that runs already, or one that is begun.
    private func operation(_ kind: ClaimOperation.Kind, _ claim: ClaimReference) -> ClaimOperation {
        if let running = latest[claim.uid], running.kind == kind { return running }
        let operation = ClaimOperation(kind)
        latest[claim.uid] = operation
        queue.yield {
            let outcome = await self.perform(kind, claim)
            await self.end(operation, claim)
            operation.outcome.fulfil(outcome)
        }
        return operation
    }

    private func end(_ operation: ClaimOperation, _ claim: ClaimReference) {
        if latest[claim.uid]?.outcome === operation.outcome { latest[claim.uid] = nil }
    }

    private nonisolated func perform(
        _ kind: ClaimOperation.Kind, _ claim: ClaimReference
    ) async -> ClaimOperation.Outcome {
        let start = ContinuousClock.now
        let outcome: ClaimOperation.Outcome
        do throws(PreparationError) {
            switch kind {
            case .prepare: outcome = .success(try await preparation.prepare(claim))
            case .unprepare:
                try await preparation.unprepare(claim)
                outcome = .success([])
            }
        } catch {
            outcome = .failure(error)
        }
        let duration = start.duration(to: .now)
        switch (kind, outcome) {
        case (.prepare, .success(let devices)): report(.prepared(claim, devices: devices.map(\.device), duration))
        case (.prepare, .failure(let error)): report(.preparationFailed(claim, error.description, duration))
        case (.unprepare, .success): report(.unprepared(claim, duration))
        case (.unprepare, .failure(let error)): report(.unpreparationFailed(claim, error.description, duration))
        }
        return outcome
    }
}

/// One preparation of a claim, or one undoing of it.
struct ClaimOperation: Sendable {
    enum Kind: Hashable, Sendable { case prepare, unprepare }

    /// The devices of a prepared claim; none after it was undone.
    typealias Outcome = Result<[PreparedDevice], PreparationError>

    let kind: Kind
    let outcome = Awaited<Outcome>()

    init(_ kind: Kind) { self.kind = kind }
}
