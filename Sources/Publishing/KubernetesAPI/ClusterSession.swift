internal import Delivery
internal import Documents
internal import HTTPExchange
internal import ResourceSlices

/// The way to a cluster's API server, as it is now: access, connection, pace, and the rules that the server works by.
final class ClusterSession {
    private static let reconnecting = Backoff(first: .seconds(1), longest: .seconds(20))

    let pacing: Pacing
    let remarks: Remarks
    /// Forgotten where the server turns out to be another.
    var rules = ServerRules()
    /// How many times in a row the server did not say its release when a watch began.
    private(set) var silences = 0

    private let tell: @Sendable (ClusterFacts) -> Void
    private let heard: @Sendable (_ code: Int?) -> Void
    private let makeTransport: @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    private var generator: any RandomNumberGenerator
    private var bucket: TokenBucket
    private var credentials: ClusterCredentials
    private var link: (access: ClusterAccess, connection: APIConnection)?
    private var node: NodeOwner?
    /// What the server said of its release when it was last asked.
    private var releaseText: String?
    /// The server has said its release since the last watch ended.
    private var isReleaseFresh = false
    /// When the server was last seen to be away, by the pacing's clock.
    private var lastAbsence: Duration?

    init(
        _ settings: KubernetesSinkSettings, _ credentials: ClusterCredentials, _ remarks: Remarks, _ pacing: Pacing,
        random: any RandomNumberGenerator, tell: @escaping @Sendable (ClusterFacts) -> Void = { _ in },
        heard: @escaping @Sendable (_ code: Int?) -> Void = { _ in },
        transport: @escaping @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    ) {
        self.credentials = credentials
        self.remarks = remarks
        self.pacing = pacing
        generator = random
        self.tell = tell
        self.heard = heard
        makeTransport = transport
        bucket = TokenBucket(
            capacity: settings.requestBurst, perSecond: settings.requestsPerSecond, now: pacing.now())
    }

    // MARK: Access

    /// Takes the way to the cluster as it is now; a new connection only where certificates or addresses changed.
    func connect() async throws(APIFailure) -> (connection: APIConnection, token: BearerToken?) {
        do throws(AccessError) { return try await freshLink() } catch { throw .access(error) }
    }

    private func freshLink() async throws(AccessError) -> (connection: APIConnection, token: BearerToken?) {
        var credentials = credentials
        let access = try await credentials.access()
        self.credentials = credentials
        for path in access.exposed { remarks.warnOnce(CredentialFile(path).exposureWarning) }
        if let link, link.access == access.withoutToken { return (link.connection, access.token) }
        let connection = APIConnection(access, try makeTransport(access.withoutToken), heard: heard)
        if link?.access.server != access.server {
            remarks.once("The API server is \(access.server), by \(access.source).")
            forgetServer()
            node = nil
        }
        link = (access.withoutToken, connection)
        return (connection, access.token)
    }

    func forgetCredentials() { credentials.forget() }

    // MARK: Rules

    /// The server may be another one now.
    func forgetServer() { rules = ServerRules() }

    /// Asks by which rules the server works, unless that is known.
    func dialect() async throws(APIFailure) -> SliceDialect {
        if let known = rules.dialect { return known }
        let negotiation = try await negotiation()
        let release = try await negotiation.release()
        isReleaseFresh = release != nil
        guard let version = try await negotiation.bestVersion() else {
            throw .noResourceSlices(release?.text ?? negotiation.connection.server.authority)
        }
        let dialect = Negotiation.dialect(version, release?.version)
        rules.dialect = dialect
        rules.release = release?.version
        releaseText = release?.text
        tellRules(dialect)
        tellFacts(pool: nil)
        return dialect
    }

    /// Asks at each new watch, since a server that is upgraded or started with other settings ends its watches: whether
    /// what is published has to be looked at by other rules. Those known are forgotten then. `wasCut` tells whether the
    /// last watch ended before its time.
    func hasOtherRules(wasCut: Bool) async throws(APIFailure) -> Bool {
        // Where nothing is known, the next look asks.
        guard let known = rules.dialect else { return false }
        if !isReleaseFresh {
            let negotiation = try await negotiation()
            let told = try await negotiation.release()
            isReleaseFresh = told != nil
            silences = told == nil ? silences + 1 : 0
            let isNewest = known.apiVersion == APIVersion.allCases.last
            let version = isNewest ? known.apiVersion : try await negotiation.bestVersion()
            let release = told?.version ?? rules.release
            guard let version, Negotiation.dialect(version, release) == known else {
                forgetServer()
                return true
            }
            rules.release = release
        }
        return wasCut && rules.doubtGates()
    }

    func watchEnded() { isReleaseFresh = false }

    private func negotiation() async throws(APIFailure) -> Negotiation {
        let (connection, token) = try await connect()
        await pace()
        return Negotiation(connection: connection, token: token)
    }

    /// Tells what is known of the cluster; the pool where the cluster has it as it is wanted.
    func tellFacts(pool: ClusterFacts.Pool?) {
        guard let link, let dialect = rules.dialect else { return }
        tell(
            ClusterFacts(
                server: link.access.server.authority, release: releaseText, apiVersion: dialect.apiVersion.rawValue,
                missingGates: rules.missingGates.map(\.rawValue).sorted(), pool: pool))
    }

    private func tellRules(_ dialect: SliceDialect) {
        let known = min(dialect.kubernetes, .newestKnown)
        remarks.change("ResourceSlices in \(dialect.apiVersion.rawValue), by the rules of \(known).", topic: "rules")
        guard dialect.kubernetes > known else { return }
        remarks.once(
            """
            The API server is of Kubernetes \(dialect.kubernetes), newer than \(known), the newest release whose rules \
            this program knows.
            """)
    }

    // MARK: The node

    /// The node's object. A slice that belongs to an older object of that name would be collected as garbage.
    func owner(named name: String) async throws(APIFailure) -> NodeOwner {
        if let node, node.name == name { return node }
        let (connection, token) = try await connect()
        await pace()
        let request = APIRequest(path: "/api/v1/nodes/\(APIRequest.encoded(name))")
        do throws(APIFailure) {
            let object = try await connection.send(request, token: token, to: "read the node \(name)")
            guard let uid = object["metadata"]?["uid"]?.text else {
                throw .malformed("the node \(name) has no uid.", from: connection.server.authority)
            }
            let owner = NodeOwner(name: name, uid: uid)
            node = owner
            return owner
        } catch {
            guard error.status?.code == 404 else { throw error }
            throw .unregistered(name)
        }
    }

    func forgetNode() { node = nil }

    // MARK: Absence

    /// Takes note where a failure shows that the server is away.
    func saw(_ failure: APIFailure) {
        if failure.isAbsence { lastAbsence = pacing.now() }
    }

    /// A server that has just started refuses what it will allow when it has read its roles.
    var wasAwayLately: Bool { lastAbsence.map { pacing.now() - $0 < .seconds(60) } ?? false }

    /// Waits until a failure is over that comes from the other side's absence: nobody answers, the node has no object,
    /// or the API is not served.
    ///
    /// - Returns: Whether it is over; false where it is not.
    func isOver(_ failure: APIFailure) async throws(APIFailure) -> Bool {
        switch failure {
        case .unregistered(let name): _ = try await owner(named: name)
        case .noResourceSlices: return try await negotiation().bestVersion() != nil
        default: _ = try await negotiation().release()
        }
        return true
    }

    // MARK: Time

    /// Waits for the client's own limit of requests.
    func pace() async { await wait(bucket.take(now: pacing.now())) }

    /// A task that is cancelled does not wait; the next request then fails.
    func wait(_ duration: Duration) async {
        guard duration > .zero else { return }
        try? await pacing.sleep(duration)
    }

    /// Full jitter, since all that lost the server at the same moment must not come back at the same moment.
    func waitToReconnect(after failures: Int) async {
        await wait(Self.reconnecting.wait(after: failures) * random(in: 0.05..<1))
    }

    func random(in range: Range<Double>) -> Double { Double.random(in: range, using: &generator) }
}
