import Claims
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import KubeletProtocol
import PodResources
import SystemPackage
import TestSupport
import Testing

@Suite("A claim in the hands of a kubelet's containers", .timeLimit(.minutes(5))) struct PodResourcesTests {
    private let claim = ClaimReference(namespace: "team", name: "gpu", uid: "1f0c")

    /// Whether the claim is used, where the kubelet lists these pods.
    private func use(among pods: [PodResources_V1_PodResources], tellsClaims: Bool = true) async throws -> Bool? {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("pod-resources")
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .unixDomainSocket(path: "\(directory.path)/pod-resources/kubelet.sock"),
                transportSecurity: .plaintext), services: [Lister(pods: pods, answersGet: tellsClaims)])
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            _ = try await server.listeningAddress
            let used = await PodResources(kubelet: FilePath(directory.path), patience: .seconds(50)).used(of: [claim])
            server.beginGracefulShutdown()
            try await group.waitForAll()
            return used?.contains(claim)
        }
    }

    @Test func `is used where a container has it`() async throws {
        #expect(try await use(among: [.init("a"), .init("b", claims: ["other", "gpu"])]) == true)
    }

    @Test func `is not used where all have others`() async throws {
        #expect(try await use(among: [.init("a", claims: ["other"]), .init("b")]) == false)
        #expect(try await use(among: [.init("a", namespace: "elsewhere", claims: ["gpu"])]) == false)
    }

    /// As one may that answers nothing else, but was told to list claims.
    @Test func `is not used where a kubelet of an earlier release lists others`() async throws {
        #expect(try await use(among: [.init("a", claims: ["other"])], tellsClaims: false) == false)
    }

    @Test func `may be used where the kubelet is too old to list claims`() async throws {
        #expect(try await use(among: [.init("a")], tellsClaims: false) == nil)
    }

    @Test func `may be used where the kubelet has not learnt of any pod yet`() async throws {
        #expect(try await use(among: []) == nil)
    }

    @Test func `may be used where the kubelet does not listen, or is not there`() async throws {
        let directory = try TemporaryDirectory()
        let pods = PodResources(kubelet: FilePath(directory.path))
        #expect(await pods.used(of: [claim]) == nil)
        try directory.makeDirectory("pod-resources")
        try directory.put("", at: "pod-resources/kubelet.sock")
        #expect(await pods.used(of: [claim]) == nil)
    }
}

/// The kubelet's side.
private struct Lister: PodResources_V1_PodResourcesLister.SimpleServiceProtocol {
    let pods: [PodResources_V1_PodResources]
    let answersGet: Bool

    func list(
        request: PodResources_V1_ListPodResourcesRequest, context: ServerContext
    ) async throws -> PodResources_V1_ListPodResourcesResponse {
        var response = PodResources_V1_ListPodResourcesResponse()
        response.podResources = pods
        return response
    }

    func get(
        request: PodResources_V1_GetPodResourcesRequest, context: ServerContext
    ) async throws -> PodResources_V1_GetPodResourcesResponse {
        guard answersGet else { throw RPCError(code: .unknown, message: "PodResources API Get method disabled") }
        guard let pod = pods.first(where: { $0.name == request.podName && $0.namespace == request.podNamespace })
        else { throw RPCError(code: .notFound, message: "There is no such pod.") }
        var response = PodResources_V1_GetPodResourcesResponse()
        response.podResources = pod
        return response
    }
}

extension PodResources_V1_PodResources {
    fileprivate init(_ name: String, namespace: String = "team", claims: [String] = []) {
        self.init()
        self.name = name
        self.namespace = namespace
        var container = PodResources_V1_ContainerResources()
        container.name = "main"
        container.dynamicResources = claims.map { claim in
            var resource = PodResources_V1_DynamicResource()
            resource.claimName = claim
            resource.claimNamespace = namespace
            return resource
        }
        containers = [container]
    }
}
