import ResourceSlices
import Testing

@Suite("A Kubernetes version") struct KubernetesVersionTests {
    @Test(arguments: ["1.34", "v1.34", "v1.34.2", "1.34.2", "v1.34.2+k3s1", "1.34+", "v1.34.1-gke.100"])
    func `is read from what servers and vendors report`(text: String) throws {
        #expect(try KubernetesVersion(text) == KubernetesVersion(major: 1, minor: 34))
    }

    @Test(arguments: [
        "", "1", "1.", "v", ".34", "1.x", "1.34x", "one.two", "+1.34", "1.-34", "1.٣٤", "99999.1", "vv1.34",
    ])
    func `is refused otherwise`(text: String) {
        #expect(throws: SliceError.unreadableKubernetesVersion(text)) { try KubernetesVersion(text) }
    }

    @Test func `sorts by number, not as text`() throws {
        #expect(try KubernetesVersion("1.9") < KubernetesVersion("1.34"))
        #expect(try KubernetesVersion("1.36") < KubernetesVersion("2.0"))
    }
}

@Suite("An API version") struct APIVersionTests {
    @Test(arguments: [("v1", APIVersion.v1), ("resource.k8s.io/v1beta2", .v1beta2), ("v1alpha3", .v1alpha3)])
    func `is read with and without its group`(text: String, version: APIVersion) throws {
        #expect(try APIVersion(text) == version)
    }

    @Test(arguments: ["", "v2", "1", "V1", "v1alpha2", "apps/v1", "resource.k8s.io/"])
    func `is refused otherwise, with the choices`(text: String) {
        let error = #expect(throws: SliceError.self) { try APIVersion(text) }
        #expect(error?.description.contains("v1, v1beta2, v1beta1, v1alpha3") == true)
    }
}

@Suite("A dialect") struct SliceDialectTests {
    @Test(arguments: [
        (nil, nil, APIVersion.v1, 37),
        (APIVersion.v1alpha3, nil, .v1alpha3, 33), (.v1beta1, nil, .v1beta1, 37), (.v1beta2, nil, .v1beta2, 37),
        (.v1, nil, .v1, 37),
        (nil, 31, .v1alpha3, 31), (nil, 32, .v1beta1, 32), (nil, 33, .v1beta2, 33), (nil, 34, .v1, 34),
        (nil, 36, .v1, 36), (nil, 40, .v1, 40),
        (.v1beta1, 34, .v1beta1, 34), (.v1alpha3, 31, .v1alpha3, 31),
    ])
    func `completes what is not given`(api: APIVersion?, minor: Int?, expected: APIVersion, server: Int) throws {
        let dialect = try SliceDialect(
            apiVersion: api, kubernetes: minor.map { KubernetesVersion(major: 1, minor: $0) })
        #expect(dialect.apiVersion == expected)
        #expect(dialect.kubernetes == KubernetesVersion(major: 1, minor: server))
    }

    @Test(arguments: [
        (APIVersion.v1, 33, "choose v1beta2"), (.v1beta1, 31, "choose v1alpha3"),
        (.v1alpha3, 34, "keep only other kinds"),
        (.v1beta1, 38, "choose v1"), (.v1beta2, 39, "choose v1"),
    ])
    func `is refused where the server lacks the version`(api: APIVersion, minor: Int, advice: String) {
        let error = #expect(throws: SliceError.self) {
            try SliceDialect(apiVersion: api, kubernetes: KubernetesVersion(major: 1, minor: minor))
        }
        #expect(error?.description.contains("Kubernetes 1.\(minor)") == true)
        #expect(error?.description.contains(advice) == true)
    }

    @Test func `is refused for a server from before ResourceSlices`() {
        let server = KubernetesVersion(major: 1, minor: 30)
        #expect(throws: SliceError.noResourceSlices(server)) { try SliceDialect(kubernetes: server) }
    }

    @Test(arguments: Server.all)
    func `exists for every version that a server has`(server: Server) throws {
        let dialect = try SliceDialect(apiVersion: server.apiVersion, kubernetes: server.kubernetes)
        #expect(dialect.apiVersion == server.apiVersion)
        #expect(dialect.kubernetes == server.kubernetes)
    }
}
