import FakeAPIServer
import Glibc
import ResourceSlices
import TestSupport
import Testing

@testable import KubernetesAPI

/// No network and no real time, but the product's own sinks and queues. `APUS_PRINT_CURVES=1` in the environment prints
/// what the server saw.
@Suite("A thousand agents", .timeLimit(.minutes(5)), .serialized)
struct SimulationTests {
    private static let count = 1000
    /// An agent needs seven requests to begin, so this is what half a minute's work is for so many.
    private static let perSecond = 200

    private static func show(_ curve: RequestCurve, _ title: String) {
        guard getenv("APUS_PRINT_CURVES") != nil else { return }
        print("\(curve.text(title: title, scale: 20))\n")
    }

    @Test func `that start in the same moment ask over several seconds, though the server could serve all at once`()
        async throws
    {
        let fleet = try Fleet(Self.count)
        try await fleet.run {
            let seconds = fleet.secondsUntilPublished(within: 10)
            let curve = fleet.server.curve
            Self.show(curve, "\(Self.count) agents start, the server does all they ask")
            #expect(seconds != nil, "\(fleet.published) nodes have slices")
            #expect(curve.total == 7 * Self.count)
            #expect(curve.peak < 2 * Self.count)
        }
    }

    @Test func `that start in the same moment keep a server busy that is too small, and no busier`() async throws {
        let fleet = try Fleet(Self.count, serverDoes: Self.perSecond)
        try await fleet.run {
            let seconds = fleet.secondsUntilPublished(within: 240)
            fleet.time.run(for: .seconds(60))
            let curve = fleet.server.curve
            Self.show(curve, "\(Self.count) agents start, the server does \(Self.perSecond) requests a second")
            #expect(seconds != nil, "\(fleet.published) nodes have slices")
            #expect(fleet.cluster.writes == Self.count)
            // Less than one request a second of each, though each is sent away again and again.
            #expect(curve.peak < Self.count)
            #expect(curve.total < 20 * Self.count)
            #expect(curve.seconds.suffix(5).allSatisfy { $0.refused == 0 })
            // As long as many wait, no second is lost.
            #expect(curve.seconds.prefix(25).allSatisfy { $0.admitted > Self.perSecond * 9 / 10 })
        }
    }

    @Test func `that restart in the same moment write nothing`() async throws {
        let fleet = try Fleet(Self.count)
        try await fleet.run { _ = fleet.secondsUntilPublished(within: 10) }
        fleet.server.begin(perSecond: Self.perSecond)
        try await fleet.run(seed: 1) {
            fleet.time.run(for: .seconds(240))
            let curve = fleet.server.curve
            Self.show(curve, "\(Self.count) agents restart, the server does \(Self.perSecond) requests a second")
            #expect(fleet.cluster.writes == Self.count)
            #expect(fleet.cluster.watchers == Self.count)
            #expect(curve.peak < Self.count)
            #expect(curve.total < 16 * Self.count)
        }
    }

    @Test func `come back without a rush to a server that was away and has lost their slices`() async throws {
        let fleet = try Fleet(Self.count)
        try await fleet.run {
            fleet.time.run(for: .seconds(20))
            fleet.server.begin(perSecond: Self.perSecond)
            fleet.server.goDown()
            fleet.time.run(for: .seconds(60))
            fleet.server.comeBack()
            for index in 0..<Self.count { fleet.cluster.wipe(node: "node-\(index)") }
            let seconds = fleet.secondsUntilPublished(within: 240)
            let curve = fleet.server.curve
            Self.show(curve, "\(Self.count) agents lose the server for a minute, and all their slices")
            #expect(seconds != nil, "\(fleet.published) nodes have slices")
            #expect(curve.peak < Self.count)
            // Nobody can wait longer than half a minute before he tries again, so there is always somebody who does.
            #expect(curve.seconds[10..<60].allSatisfy { $0.asked < Self.count / 4 })
        }
    }

    @Test func `live through the same twice`() async throws {
        var curves: [[RequestCurve.Second]] = []
        for _ in 0..<2 {
            let fleet = try Fleet(30, serverDoes: 20)
            try await fleet.run(seed: 7) {
                fleet.time.run(for: .seconds(60))
                curves.append(fleet.server.curve.seconds)
            }
        }
        #expect(curves.first == curves.last)
    }
}

@Suite("A node whose kubelet deletes its slices", .timeLimit(.minutes(1)))
struct WipeTests {
    private static func isWhole(_ fleet: Fleet, _ count: Int) -> Bool {
        let slices = fleet.cluster.slices
        return slices.count == count && slices.allSatisfy { $0.pool.sliceCount == Int64(count) }
            && Set(slices.map(\.pool.generation)).count == 1
    }

    @Test(
        arguments: [
            [Duration.zero], [.zero, .seconds(1), .seconds(3), .seconds(7), .seconds(15)],
            Array(repeating: .seconds(6), count: 10), Array(repeating: .milliseconds(100), count: 20),
        ])
    func `has all of them again within five seconds, however often it does`(pauses: [Duration]) async throws {
        let fleet = try Fleet(1, devices: 650)
        try await fleet.run {
            fleet.time.run(for: .seconds(20))
            let count = fleet.cluster.slices.count
            #expect(count > 5)
            for pause in pauses {
                fleet.time.run(for: pause)
                fleet.cluster.wipe(node: "node-0")
            }
            let start = fleet.time.clock.now
            while !Self.isWhole(fleet, count), start.duration(to: fleet.time.clock.now) < .seconds(60) {
                fleet.time.run(for: .milliseconds(50))
            }
            #expect(start.duration(to: fleet.time.clock.now) < .seconds(5))
        }
    }

    @Test func `is let alone when nothing happens`() async throws {
        let fleet = try Fleet(1, devices: 650)
        try await fleet.run {
            fleet.time.run(for: .seconds(20))
            let requests = fleet.server.curve.total
            fleet.time.run(for: .seconds(86_400))
            #expect(fleet.server.curve.total == requests)
        }
    }
}
