package import Delivery
internal import ResourceSlices
package import TestSupport

/// A sink whose outside is a value in memory, and whose failures and pauses are a test's.
package actor FakeSink: SliceSink {
    /// What the sink was made to do, in order; for tests that wait for it.
    package enum Event: Hashable, Sendable {
        case called(SlicePublication)
        case held(SlicePublication)
        case failed(SinkFailure)
    }

    private struct Watch {
        let notice: @Sendable (SinkNotice) -> Void
        let end: CheckedContinuation<Void, Never>
    }

    /// Everything that happens, from the beginning.
    package nonisolated let events = Feed<Event>()
    /// What stands outside.
    package private(set) var held: SlicePublication?
    package private(set) var writes = 0
    package private(set) var calls = 0
    /// How many calls were there at the same time, at most.
    package private(set) var mostAtOnce = 0
    private var atOnce = 0
    private var failures: [SinkFailure] = []
    private var isClosed = false
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextVisitor = 0
    private var watch: Watch?
    private var watchless: [CheckedContinuation<Void, Never>] = []

    package init() {}

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        calls += 1
        events.put(.called(publication))
        atOnce += 1
        mostAtOnce = max(mostAtOnce, atOnce)
        defer { atOnce -= 1 }
        await passGate()
        if Task.isCancelled {
            throw .unavailable("The publication was cancelled.")
        }
        if !failures.isEmpty {
            let failure = failures.removeFirst()
            events.put(.failed(failure))
            throw failure
        }
        if held != publication {
            held = publication
            writes += 1
        }
        events.put(.held(publication))
    }

    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else {
                    continuation.resume()
                    return
                }
                watch = Watch(notice: notice, end: continuation)
                for waiting in watchless { waiting.resume() }
                watchless = []
            }
        } onCancel: {
            Task { await self.endWatch() }
        }
    }

    /// The next calls fail so, one after the other.
    package func fail(_ failures: SinkFailure...) { self.failures += failures }

    /// Calls wait until the gate opens, or until they are cancelled.
    package func closeGate() { isClosed = true }

    package func openGate() {
        isClosed = false
        for visitor in waiting.values { visitor.resume() }
        waiting = [:]
    }

    /// Somebody else takes away what stands outside; whoever watches is told, as soon as anybody does.
    package func lose() async {
        held = nil
        await tell(.changedOutside)
    }

    /// Tells whoever watches, as soon as anybody does.
    package func tell(_ notice: SinkNotice) async {
        if watch == nil { await withCheckedContinuation { watchless.append($0) } }
        watch?.notice(notice)
    }

    package var pool: ObservedPool {
        ObservedPool(
            slices: held?.documents ?? [],
            revision: "\(writes)")
    }

    private func passGate() async {
        guard isClosed else { return }
        let visitor = nextVisitor
        nextVisitor += 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiting[visitor] = continuation }
            }
        } onCancel: {
            Task { await self.turnAway(visitor) }
        }
    }

    private func turnAway(_ visitor: Int) { waiting.removeValue(forKey: visitor)?.resume() }

    private func endWatch() {
        watch?.end.resume()
        watch = nil
    }
}
