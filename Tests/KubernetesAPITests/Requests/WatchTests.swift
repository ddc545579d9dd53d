import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("The watch", .timeLimit(.minutes(2)))
struct WatchTests {
    private static let list = ClusterFixture.slicesPath

    @Test func `answers a wipe by writing all slices again`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink) {
            let count = fixture.cluster.slices.count
            fixture.cluster.wipe()
            for _ in 0..<count { await fixture.cluster.next("POST") }
            #expect(fixture.cluster.slices.count == count)
            #expect(fixture.poolFaults == [])
        }
    }

    @Test func `answers a stranger's change`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink, .devices(2)) {
            fixture.cluster.put(
                "copy", StoredSlice.object(name: "copy", driver: "gpu.apus.dev", node: "node1", devices: ["x"]))
            await fixture.cluster.next("DELETE")
            #expect(fixture.cluster.slices.count == 1)
        }
    }

    @Test func `is not alarmed by what the agent writes itself`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink) {
            try await sink.publish(.devices(130))
            let lists = fixture.cluster.with { $0.requests }.filter { $0 == Self.list }.count
            try await sink.publish(.devices(140))
            try await sink.publish(.devices(1))
            fixture.cluster.endWatches()
            await fixture.cluster.next("\(Self.list) watch")
            #expect(fixture.cluster.with { $0.requests }.filter { $0 == Self.list }.count == lists + 2)
        }
    }

    @Test func `goes on after its end without a list`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink, .devices(1)) {
            fixture.cluster.change { $0.version = 5000 }
            fixture.cluster.bookmark()
            fixture.cluster.change {
                $0.horizon = 4000
                $0.events = []
            }
            fixture.cluster.endWatches()
            await fixture.cluster.next("\(Self.list) watch")
            #expect(fixture.cluster.with { $0.requests }.filter { $0 == Self.list }.count == 1)
            fixture.cluster.wipe()
            await fixture.cluster.next("POST")
        }
    }

    @Test func `goes on with certificates that were replaced`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink, .devices(1)) {
            try fixture.directory.put(Certificates.authority + "\n" + Certificates.strangeAuthority, at: "ca.crt")
            fixture.cluster.endWatches()
            await fixture.cluster.next("\(Self.list) watch")
            #expect(fixture.cluster.with { $0.requests }.filter { $0 == Self.list }.count == 1)
            fixture.cluster.wipe()
            await fixture.cluster.next("POST")
        }
    }

    @Test func `lists anew where the server has forgotten its place`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink, .devices(1)) {
            fixture.cluster.expire()
            await fixture.cluster.next("\(Self.list) watch")
            fixture.cluster.wipe()
            await fixture.cluster.next("POST")
            #expect(fixture.cluster.slices.count == 1)
        }
    }

    @Test(arguments: [Fault.cut, .cutAnswer, .status(500), .status(403), .status(401)])
    func `comes back after a fault and misses nothing`(fault: Fault) async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await fixture.watching(sink, .devices(1)) {
            let countdown = Countdown(1)
            fixture.cluster.change { $0.fault = { $0.isWatch && countdown.isReached() ? fault : nil } }
            fixture.cluster.endWatches()
            fixture.cluster.wipe()
            await fixture.cluster.next("POST")
            #expect(fixture.cluster.slices.count == 1)
        }
    }
}

@Suite("Lines of a stream")
struct LineTests {
    @Test(arguments: 1...9) func `are the same however the bytes arrive`(size: Int) {
        let bytes = Array("{\"a\":1}\n\n{\"b\":2}\nrest".utf8)
        var lines = Lines()
        var found: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let part = lines.add(bytes[start..<min(start + size, bytes.count)]) ?? []
            found += part.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == ["{\"a\":1}", "{\"b\":2}"])
    }

    @Test func `are refused when they are endless`() {
        var lines = Lines(longest: 10)
        #expect(lines.add(Array("0123456789".utf8)) == [])
        #expect(lines.add([0x30]) == nil)
    }
}
