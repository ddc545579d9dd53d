import Delivery
import Documents
import FakeAPIServer
import Glibc
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

/// What a server goes through with many agents. `APUS_FLEET=10000` in the environment sets how many there are, and prints
/// a line for each test: `make bench` does so.
@Suite("A large fleet", .timeLimit(.minutes(120)), .serialized)
struct LargeFleetTests {
    private static let asked = getenv("APUS_FLEET").flatMap { Int(String(cString: $0)) }
    private static let count = asked ?? 400
    /// As many requests for each agent as a server that does 500 a second has for ten thousand of them.
    private static let perSecond = count / 20

    private let fleet: Fleet

    init() throws { fleet = try Fleet(Self.count, serverDoes: Self.perSecond) }

    @Test func `that is restarted all at once is served and writes nothing`() async throws {
        try await fleet.run { settle() }
        fleet.server.begin(perSecond: Self.perSecond)
        let writes = fleet.cluster.writes
        try await fleet.run(seed: 1) {
            let time = seconds(within: 600) { fleet.cluster.watchers == Self.count }
            show("all agents restart", until: time)
            #expect(time != nil, "\(fleet.cluster.watchers) agents watch")
            #expect(fleet.cluster.writes == writes)
            #expect(fleet.server.curve.peak < 2 * Self.count)
        }
    }

    @Test func `brings the changes of the last minute to a server that is back`() async throws {
        try await fleet.run { queues in
            settle()
            fleet.server.begin(perSecond: Self.perSecond)
            fleet.server.goDown()
            fleet.time.run(for: .seconds(540))
            // A device goes on each tenth node, at any time of the last minute.
            let changed = Array(stride(from: 0, to: Self.count, by: 10))
            for (place, index) in changed.enumerated() {
                queues[index].submit(SlicePublication(.devices(1), .sample(node: "node-\(index)")))
                let isLastOfSecond = (place + 1) * 60 / changed.count > place * 60 / changed.count
                if isLastOfSecond { fleet.time.run(for: .seconds(1)) }
            }
            show("server away for ten minutes", until: nil)
            fleet.server.begin(perSecond: Self.perSecond)
            fleet.server.comeBack()
            let time = seconds(within: 600) { fleet.cluster.devices == 2 * Self.count - changed.count }
            show("server back, changes of the last minute arrive", until: time)
            let isWhole = seconds(within: 600) { fleet.cluster.watchers == Self.count }
            show("server back, all agents watch", until: isWhole.map { $0 + (time ?? 0) })
            #expect(time ?? .max <= 60, "\(fleet.cluster.devices) devices")
            #expect(isWhole != nil, "\(fleet.cluster.watchers) agents watch")
            #expect(fleet.server.curve.peak < 2 * Self.count)
        }
    }

    @Test func `follows a server to its next release`() async throws {
        fleet.cluster.change { state in
            state.minor = 34
            state.versions = [.v1beta1, .v1beta2, .v1]
        }
        try await fleet.run {
            settle()
            fleet.server.begin(perSecond: Self.perSecond)
            fleet.server.goDown()
            fleet.time.run(for: .seconds(60))
            fleet.cluster.change { state in
                state.minor = 36
                state.versions = [.v1]
            }
            fleet.server.comeBack()
            let time = seconds(within: 600) { fleet.cluster.watchers == Self.count }
            show("server upgraded, away for a minute", until: time)
            #expect(time != nil, "\(fleet.cluster.watchers) agents watch")
            #expect(fleet.cluster.devices == 2 * Self.count)
            #expect(fleet.server.curve.peak < 2 * Self.count)
        }
    }

    @Test func `asks at rest once in five minutes for each node at most`() async throws {
        try await fleet.run {
            settle()
            fleet.server.begin(perSecond: Self.perSecond)
            for _ in 0..<720 {
                fleet.time.run(for: .seconds(5))
                fleet.server.endDueWatches()
            }
            show("an hour at rest", until: 3600)
            #expect(fleet.server.curve.total > Self.count)
            #expect(fleet.server.curve.total <= Self.count * 12)
        }
    }

    /// All nodes have their slices, and all agents have come to rest.
    private func settle() {
        _ = seconds(within: 900) { fleet.published == Self.count && fleet.cluster.watchers == Self.count }
        #expect(fleet.cluster.watchers == Self.count)
    }

    /// How long it takes, in whole seconds; nil where it takes longer.
    private func seconds(within limit: Int, until isSo: () -> Bool) -> Int? {
        for second in 0..<limit {
            if isSo() { return second }
            fleet.time.run(for: .seconds(1))
        }
        return isSo() ? limit : nil
    }

    private func show(_ title: String, until time: Int?) {
        guard Self.asked != nil else { return }
        let curve = fleet.server.curve
        let columns = [
            title.padded(to: 50), "\(curve.peak)".padded(to: 10), (time.map { "\($0) s" } ?? "-").padded(to: 8),
            "\(Double(curve.total * 100 / Self.count) / 100)",
        ]
        print("fleet: \(columns.joined(separator: " "))")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
