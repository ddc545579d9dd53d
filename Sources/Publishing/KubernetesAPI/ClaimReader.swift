package import Delivery
package import Documents
internal import HTTPExchange
private import ResourceSlices
internal import SystemPackage

/// Reads resource claims, with the access and by the API version that slices are written with.
package actor ClaimReader {
    private let session: ClusterSession
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    package init(
        settings: KubernetesSinkSettings, environment: [String: String], version: String,
        report: @escaping @Sendable (ClusterRemark) -> Void
    ) {
        self.init(settings: settings, environment: environment, report: report) { access throws(AccessError) in
            try HTTPTransport(access, version: version)
        }
    }

    init(
        settings: KubernetesSinkSettings, environment: [String: String] = [:],
        serviceAccount: FilePath = ServiceAccount.standardDirectory,
        report: @escaping @Sendable (ClusterRemark) -> Void,
        transport: @escaping @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    ) {
        let credentials = ClusterCredentials(CredentialReader()) { () throws(AccessError) in
            try AccessSource(
                kubeconfig: settings.kubeconfig, context: settings.context, environment: environment,
                serviceAccount: serviceAccount)
        }
        session = ClusterSession(
            settings, credentials, Remarks(report), Pacing(ContinuousClock()),
            random: SystemRandomNumberGenerator(), transport: transport)
    }

    /// The claim as the server has it. The client's own limit of requests is not waited for: a pod waits for this one.
    package func claim(namespace: String, name: String) async throws(ClaimReadingError) -> JSONValue {
        let claim = "\(namespace)/\(name)"
        var isSignedInAgain = false
        var isServerLearnedAnew = false
        while true {
            do throws(APIFailure) {
                let (connection, token, version) = try await way()
                let request = APIRequest(
                    path: "/apis/\(version)/namespaces/\(APIRequest.encoded(namespace))/resourceclaims/"
                        + APIRequest.encoded(name))
                return try await connection.send(request, token: token, to: "read the claim \(claim)")
            } catch {
                if error.status?.code == 401, !isSignedInAgain {
                    isSignedInAgain = true
                    session.forgetCredentials()
                } else if error.status?.code == 404, !isServerLearnedAnew {
                    isServerLearnedAnew = true
                    // The claim is missing, or the server was upgraded and does not have that version any more.
                    guard try await hasServerChanged() else { throw .missing }
                } else {
                    throw error.status?.code == 404 ? .missing : .failed(Self.sentence(error))
                }
            }
        }
    }

    private func way() async throws(APIFailure) -> (APIConnection, BearerToken?, version: String) {
        await begin()
        defer { end() }
        let version = try await session.dialect().apiVersion.groupVersion
        let (connection, token) = try await session.connect()
        return (connection, token, version)
    }

    private func hasServerChanged() async throws(ClaimReadingError) -> Bool {
        await begin()
        defer { end() }
        session.watchEnded()
        do throws(APIFailure) { return try await session.hasOtherRules(wasCut: false) } catch {
            throw .failed(Self.sentence(error))
        }
    }

    /// Dozens of pods that start together learn of the server once.
    private func begin() async {
        if isBusy { await withCheckedContinuation { queue.append($0) } }
        isBusy = true
    }

    private func end() {
        guard queue.isEmpty else { return queue.removeFirst().resume() }
        isBusy = false
    }

    private static func sentence(_ failure: APIFailure) -> String {
        guard failure.status?.code == 403, let user = failure.refusedUser, user.hasPrefix("system:node:") else {
            return failure.description
        }
        return """
            The API server does not let us read the claim (403). A kubelet's identity may read the claims of pods on \
            its own node alone: is this node called \(user.dropFirst("system:node:".count)), and does the server use \
            the authorization mode Node?
            """
    }
}

/// Why a claim was not read.
package enum ClaimReadingError: Error, Hashable, Sendable {
    /// The server says that there is none of that name.
    case missing
    /// A whole sentence.
    case failed(String)
}
