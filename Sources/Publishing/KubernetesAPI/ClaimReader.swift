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
    private typealias Way = (connection: APIConnection, token: BearerToken?, version: String)
    /// The last that led to a claim, and until when it counts.
    private var recent: (way: Way, end: Duration)?
    private static let recency = Duration.seconds(1)

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
        report: @escaping @Sendable (ClusterRemark) -> Void, clock: any Clock<Duration> = ContinuousClock(),
        transport: @escaping @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    ) {
        let credentials = ClusterCredentials(CredentialReader()) { () throws(AccessError) in
            try AccessSource(
                kubeconfig: settings.kubeconfig, context: settings.context, environment: environment,
                serviceAccount: serviceAccount)
        }
        session = ClusterSession(
            settings, credentials, Remarks(report), Pacing(clock),
            random: SystemRandomNumberGenerator(), transport: transport)
    }

    /// The claim as the server has it. The client's own limit of requests is not waited for: a pod waits for this one.
    package func claim(namespace: String, name: String) async throws(ClaimReadingError) -> JSONValue {
        let claim = "\(namespace)/\(name)"
        var isSignedInAgain = false
        var isServerLearnedAnew = false
        while true {
            do throws(APIFailure) {
                let way = try await way()
                let request = APIRequest(
                    path: "/apis/\(way.version)/namespaces/\(APIRequest.encoded(namespace))/resourceclaims/"
                        + APIRequest.encoded(name))
                return try await way.connection.send(request, token: way.token, to: "read the claim \(claim)")
            } catch {
                recent = nil
                if error.status?.code == 401, !isSignedInAgain {
                    isSignedInAgain = true
                    session.forgetCredentials()
                } else if error.status?.code == 404, !isServerLearnedAnew {
                    isServerLearnedAnew = true
                    // The claim is missing, or the server was upgraded and does not have that version any more.
                    guard try await hasServerChanged() else { throw .missing }
                } else {
                    throw error.status?.code == 404 ? .missing : Self.error(error)
                }
            }
        }
    }

    /// Dozens of pods that start together look for it once.
    private func way() async throws(APIFailure) -> Way {
        if let way = recentWay { return way }
        await begin()
        defer { end() }
        if let way = recentWay { return way }
        let version = try await session.dialect().apiVersion.groupVersion
        let (connection, token) = try await session.connect()
        recent = ((connection, token, version), session.pacing.now() + Self.recency)
        return (connection, token, version)
    }

    private var recentWay: Way? { recent.flatMap { session.pacing.now() < $0.end ? $0.way : nil } }

    private func hasServerChanged() async throws(ClaimReadingError) -> Bool {
        await begin()
        defer { end() }
        session.watchEnded()
        do throws(APIFailure) { return try await session.hasOtherRules(wasCut: false) } catch {
            throw Self.error(error)
        }
    }

    private func begin() async {
        if isBusy { await withCheckedContinuation { queue.append($0) } }
        isBusy = true
    }

    private func end() {
        guard queue.isEmpty else { return queue.removeFirst().resume() }
        isBusy = false
    }

    private static func error(_ failure: APIFailure) -> ClaimReadingError {
        guard failure.status?.code == 403, let user = failure.refusedUser, user.hasPrefix("system:node:") else {
            return .failed(failure.description)
        }
        return .withheld(
            """
            The API server does not let us read the claim (403). A kubelet's identity may read the claims of pods on \
            its own node alone: is this node called \(user.dropFirst("system:node:".count)), and does the server use \
            the authorization mode Node?
            """)
    }
}

/// Why a claim was not read.
package enum ClaimReadingError: Error, Hashable, Sendable {
    /// The server says that there is none of that name.
    case missing
    /// The server lets us read the claims of a node's pods alone, and this is none of them. A whole sentence.
    case withheld(String)
    /// A whole sentence.
    case failed(String)
}
