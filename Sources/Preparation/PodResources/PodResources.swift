package import Claims
private import Files
private import GRPCCore
private import GRPCNIOTransportHTTP2Posix
private import KubeletProtocol
package import SystemPackage

/// What a kubelet says of the devices that containers hold: an evidence that does not come from the API server.
package struct PodResources: Sendable {
    private let socket: FilePath
    private let patience: Duration
    private typealias Lister = PodResources_V1_PodResourcesLister.Client<HTTP2ClientTransport.Posix>

    /// Of the kubelet with that `--root-dir`. `patience` is how long it may take for an answer.
    package init(kubelet directory: FilePath, patience: Duration = .seconds(5)) {
        socket = directory.appending("pod-resources/kubelet.sock")
        self.patience = patience
    }

    /// Those of the claims that containers of the node's pods use; nil where the kubelet does not tell. It may know another
    /// claim of that name.
    package func used(of claims: Set<ClaimReference>) async -> Set<ClaimReference>? {
        // A client would wait for one.
        guard SocketFile(socket).hasListener else { return nil }
        do {
            return try await withClient { lister in
                let pods = try await lister.list(PodResources_V1_ListPodResourcesRequest(), options: options)
                    .podResources
                let listed = Set(pods.flatMap(\.claims))
                // One without pods has not learnt of them yet.
                guard let pod = pods.first else { return nil }
                guard !listed.isEmpty else { return try await tellsClaims(of: pod, lister) ? [] : nil }
                return claims.filter { listed.contains([$0.namespace, $0.name]) }
            }
        } catch {
            return nil
        }
    }

    /// Kubelets list claims from the release on that answers `Get`; before, they leave them out without a word.
    private func tellsClaims(of pod: PodResources_V1_PodResources, _ lister: Lister) async throws -> Bool {
        var request = PodResources_V1_GetPodResourcesRequest()
        request.podName = pod.name
        request.podNamespace = pod.namespace
        return try await lister.get(request, options: options).podResources.name == pod.name
    }

    private var options: CallOptions {
        var options = CallOptions.defaults
        options.timeout = patience
        // A node has hundreds of pods.
        options.maxResponseMessageBytes = 16 << 20
        return options
    }

    private func withClient(
        _ body: (Lister) async throws -> Set<ClaimReference>?
    ) async throws -> Set<ClaimReference>? {
        let client = GRPCClient(
            transport: try .http2NIOPosix(
                target: .unixDomainSocket(path: socket.string), transportSecurity: .plaintext))
        return try await withThrowingTaskGroup { group in
            group.addTask { try await client.runConnections() }
            defer { client.beginGracefulShutdown() }
            return try await body(Lister(wrapping: client))
        }
    }
}

extension PodResources_V1_PodResources {
    /// The namespace and the name of each.
    fileprivate var claims: [[String]] {
        containers.flatMap(\.dynamicResources).map { [$0.claimNamespace, $0.claimName] }
    }
}
