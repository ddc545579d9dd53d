package import Files
package import Hardware
package import ResourceSlices

/// Gives every state of a pool its generation, for all sinks the same and across restarts.
///
/// A generation is on the disk before anybody sees it. So a crash may skip one, which consumers do not mind, but no two
/// contents ever have the same.
///
/// Links that save power are no reason for a new state: they stay as they were when something else changed last.
///
/// Where the kept state is damaged, generations go on from the seconds since 1970, far above any that was counted.
package struct PoolGenerations: Sendable {
    /// The state was damaged, so that generations were lifted.
    package private(set) var wasRecovered = false

    private let store: any GenerationStore
    private let now: @Sendable () -> Double
    /// Absent until it is needed, so that a state directory that is late does not keep CDI specs waiting.
    private var ledger: GenerationLedger?
    private var latest: SlicePublication?

    /// The start of 2026: a machine's clock may be wrong, but not earlier than that was any generation made of it.
    private static let earliestRecovery: Int64 = 1_767_225_600

    /// `now` gives seconds since 1970.
    package init(_ store: any GenerationStore, now: @Sendable @escaping () -> Double = { UnixTime.now }) {
        self.store = store
        self.now = now
    }

    /// Decides what is to be published: nothing before the first accelerator is ready, while one is expected to become
    /// so, and from then on what is there. Where the state cannot be kept, nothing is handed out, and the same call may
    /// work later.
    package mutating func decide(
        on inventory: Inventory, held: [HeldDevice] = [], by renderer: SliceRenderer
    ) throws(StateError) -> PoolDecision {
        var inventory = inventory
        var rendering = renderer.render(inventory, held: held, after: latest?.devices)
        if let reason = rendering.withheldBecause {
            guard latest != nil else {
                return PoolDecision(outcome: .withheld(because: reason), omissions: rendering.omissions)
            }
            // What was announced has gone, and must not be announced any longer because something else is waited for.
            inventory = Inventory(host: inventory.host, omissions: inventory.omissions)
            rendering = renderer.render(inventory, held: held)
        }
        let slices = rendering.slices
        if let latest, latest.renderer == renderer, latest.pool.slices.map(\.lasting) == slices.map(\.lasting) {
            return PoolDecision(outcome: .unchanged(latest), omissions: rendering.omissions)
        }
        let (generation, isNew) = try generation(of: slices, by: renderer)
        let publication = SlicePublication(
            inventory: inventory, held: held, renderer: renderer, pool: PoolSnapshot(slices, generation: generation))
        latest = publication
        return PoolDecision(
            outcome: isNew ? .changed(publication) : .unchanged(publication), omissions: rendering.omissions)
    }

    private mutating func generation(
        of slices: [ResourceSlice], by renderer: SliceRenderer
    ) throws(StateError) -> (generation: Int64, isNew: Bool) {
        // Even an empty pool has a slice.
        guard let first = slices.first else { return (0, false) }
        let key = PoolKey(first)
        var ledger = try readLedger()
        // Of hundreds of devices a change touches few, and so few slices.
        let before = latest.flatMap { $0.renderer == renderer ? $0.pool.slices : nil } ?? []
        let known = ledger[key]?.slices ?? [:]
        let fingerprints = Dictionary(
            slices.map { slice in
                let fingerprint = before.contains(slice) ? known[slice.name] : nil
                return (slice.name, fingerprint ?? Fingerprint(slice.spec(renderer.dialect.apiVersion)))
            }, uniquingKeysWith: { first, _ in first })
        let record = PoolRecord(
            generation: ledger.generation(of: key, for: fingerprints), slices: fingerprints)
        guard record != ledger[key] else { return (record.generation, false) }
        ledger[key] = record
        try store.write(Array(ledger.text.utf8))
        self.ledger = ledger
        return (record.generation, true)
    }

    private mutating func readLedger() throws(StateError) -> GenerationLedger {
        if let ledger { return ledger }
        let read = try readStore()
        ledger = read
        return read
    }

    private mutating func readStore() throws(StateError) -> GenerationLedger {
        do {
            guard let bytes = try store.read() else { return GenerationLedger() }
            if let ledger = GenerationLedger(bytes) { return ledger }
        } catch .damaged {
            // As if it could be read and made no sense.
        } catch {
            throw error
        }
        wasRecovered = true
        return GenerationLedger(floor: max(Self.seconds(now()), Self.earliestRecovery))
    }

    /// A clock that has gone mad must not end the agent.
    private static func seconds(_ time: Double) -> Int64 { time.isNaN ? 0 : Int64(min(max(time, 0), 1e11)) }
}

/// What is to be published of an inventory.
package struct PoolDecision: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The pool is as it was, with its generation; nobody has to be told.
        case unchanged(SlicePublication)
        case changed(SlicePublication)
        /// Nothing may be said now, and what was said stays. The reason is a sentence without a final stop.
        case withheld(because: String)
    }

    package let outcome: Outcome
    /// What was offered but could not be announced.
    package let omissions: [Omission]

    /// Absent where it is withheld.
    package var publication: SlicePublication? {
        switch outcome {
        case .unchanged(let publication), .changed(let publication): publication
        case .withheld: nil
        }
    }
}
