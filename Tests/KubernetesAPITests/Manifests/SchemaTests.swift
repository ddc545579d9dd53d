import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

/// The schemas are others' work, so they find what the rules in these tests got wrong in the same way as the product.
@Suite(
    "Kubernetes' own schemas", .timeLimit(.minutes(3)),
    .enabled(if: Validator.isInstalled, "install them with scripts/validate-slices --prepare"))
struct SchemaTests {
    @Test(
        arguments: [
            (31, .v1alpha3), (32, .v1beta1), (33, .v1alpha3), (33, .v1beta1), (33, .v1beta2), (34, .v1beta1), (34, .v1),
            (35, .v1), (36, .v1), (37, .v1),
        ] as [(Int, APIVersion)])
    func `accept every document that is sent`(minor: Int, version: APIVersion) async throws {
        let cluster = TestCluster {
            $0.minor = minor
            $0.versions = [version]
        }
        let fixture = try await ClusterFixture(cluster)
        let sink = fixture.sink()
        for policy in [PhysicalFunctionPolicy.hide, .counters] {
            for cards in [Set(0..<9), Set(2..<4), []] {
                // Before 1.33 there are no counters, and the agent hides instead.
                let asked = minor < 33 ? PhysicalFunctionPolicy.hide : policy
                try await sink.publish(SlicePublication(.cards(cards), .sample(policy: asked)))
            }
        }
        let sent = cluster.with { $0.sent }
        #expect(sent.count > 3)
        #expect(try await Validator.faults(of: sent, release: "1.\(minor)") == nil)
        try await fixture.server.stop()
    }

    @Test func `accept the manifests`() async throws {
        let names = ["namespace", "rbac", "admission-policy", "configuration", "daemonset", "device-classes"]
        let examples = ["one-gpu", "one-vf", "two-gpus-on-one-root", "vf-or-gpu", "all-gpus"].map { "examples/\($0)" }
        let files = (names + examples).map { Repository.path("kubernetes/\($0).yaml") }
        for release in ["1.34", "1.35", "1.36", "1.37"] {
            let outcome = try #require(await Validator.program.run(["--kubernetes-version", release] + files))
            #expect(outcome.status == 0, "\(outcome.output)")
        }
    }
}
