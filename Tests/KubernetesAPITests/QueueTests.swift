import Delivery
import FakeAPIServer
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("A queue to a cluster", .timeLimit(.minutes(2)))
struct QueueTests {
    @Test func `brings the latest state, and brings it again after a wipe and a failure`() async throws {
        let fixture = try await ClusterFixture()
        let queue = SinkQueue(fixture.sink())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run() }
            queue.submit(.devices(3))
            await fixture.cluster.next("GET /apis/resource.k8s.io/v1/resourceslices watch")
            let countdown = Countdown(1)
            fixture.cluster.change { $0.fault = { $0.method == "POST" && countdown.isReached() ? .status(500) : nil } }
            fixture.cluster.wipe()
            await fixture.cluster.next("POST")
            #expect(countdown.count == 0)
            #expect(fixture.cluster.slices.first?.contentNames.count == 3)
            group.cancelAll()
        }
        try await fixture.server.stop()
    }
}
