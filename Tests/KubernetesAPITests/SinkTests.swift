import Delivery
import Documents
import FakeAPIServer
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("A cluster's API server", .timeLimit(.minutes(2)))
struct SinkTests {
    @Test(arguments: SinkRule.allCases) func `keeps the contract of sinks`(rule: SinkRule) async throws {
        let fixture = try await ClusterFixture()
        try await rule.check(fixture.sink(), generations: .ofSink) {
            fixture.cluster.with { state in
                ObservedPool(slices: Array(state.objects.values), revision: String(state.version))
            }
        }
        try await fixture.server.stop()
    }

    @Test(
        arguments: [
            (31, [.v1alpha3]), (32, [.v1beta1]), (33, [.v1alpha3, .v1beta1, .v1beta2]), (34, [.v1]),
            (35, [.v1beta1, .v1]), (36, [.v1]), (37, [.v1beta2, .v1]),
        ] as [(Int, [APIVersion])])
    func `gets slices in the best version that it has`(minor: Int, versions: [APIVersion]) async throws {
        let cluster = TestCluster {
            $0.minor = minor
            $0.versions = versions
        }
        let fixture = try await ClusterFixture(cluster)
        try await fixture.sink().publish(.devices(130))
        let best = try #require(versions.last)
        #expect(cluster.with { $0.requests }.contains("POST /apis/resource.k8s.io/\(best.rawValue)/resourceslices"))
        #expect(cluster.with { $0.unknownFields } == [])
        #expect(fixture.poolFaults == [])
        #expect(cluster.slices.count > 1)
        try await fixture.server.stop()
    }
}
