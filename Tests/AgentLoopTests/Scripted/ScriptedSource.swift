import AgentLoop
import TestSupport

/// A source that listens and fails when a test says so.
final class ScriptedSource: ChangeSource {
    private enum Order: Sendable {
        case listen
        case fail(String)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let name = "scripted events"
    let starts = Feed<Int>()
    private let orders: AsyncStream<Order>
    private let give: AsyncStream<Order>.Continuation
    private let count = Counter()

    init() { (orders, give) = AsyncStream.makeStream() }

    func listen() { give.yield(.listen) }

    func fail(_ reason: String) { give.yield(.fail(reason)) }

    func run(_ inbox: Inbox) async throws {
        starts.put(await count.next())
        for await order in orders {
            switch order {
            case .listen: inbox.listening()
            case .fail(let reason): throw Failure(description: reason)
            }
        }
    }

    private actor Counter {
        private var value = 0

        func next() -> Int {
            value += 1
            return value
        }
    }
}
