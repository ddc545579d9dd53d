internal import Documents
internal import HTTPExchange
private import ResourceSlices
package import Sinks
internal import SystemPackage

/// Keeps a node's ResourceSlices in its cluster as they shall be.
///
/// Each publication lists what is there, decides what differs and writes that. Between publications one watch waits for
/// what others do to the slices; nothing is polled.
package actor KubernetesSink: SliceSink {
    let settings: KubernetesSinkSettings
    let report: @Sendable (String) -> Void
    let pacing: Pacing
    private let makeTransport: @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    private var generator: any RandomNumberGenerator
    private var credentials: ClusterCredentials
    private let warn: @Sendable (String) -> Void
    var session: ClusterSession?
    private var bucket: TokenBucket
    private var hasStarted = false

    var own = OwnWrites()
    private(set) var isPublishing = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    /// Changes that came while we wrote: whose they are shows when all our writes are answered.
    var deferred: [WatchEvent.Change] = []
    /// Driver and node of what was published last.
    var subject: (driver: String, nodeName: String)?
    /// Resource versions of lists, from which a watch can go on.
    let listed: AsyncStream<String>
    let listing: AsyncStream<String>.Continuation
    /// Somebody else changed what is ours.
    let alarms: AsyncStream<Void>
    let alarm: AsyncStream<Void>.Continuation
    /// Whether a look was asked for that has not begun yet: it will see whatever else changes until then.
    var isLookAsked = false
    /// When a slice was created last, by the pacing's clock.
    var lastCreation: Duration?
    private var reported: Set<String> = []

    /// In the environment KUBECONFIG, HOME and a pod's addresses are looked up. `warn` hears, once, of each thing that works but had better be changed.
    package init(
        settings: KubernetesSinkSettings, environment: [String: String],
        report: @escaping @Sendable (String) -> Void, warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(settings: settings, environment: environment, report: report, warn: warn, clock: ContinuousClock())
    }

    init<C: Clock>(
        settings: KubernetesSinkSettings, environment: [String: String] = [:],
        serviceAccount: FilePath = ServiceAccount.standardDirectory, report: @escaping @Sendable (String) -> Void,
        warn: @escaping @Sendable (String) -> Void = { _ in }, clock: C,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        reader: CredentialReader = CredentialReader(),
        transport: @escaping @Sendable (ClusterAccess) throws(AccessError) -> any APITransport = {
            access throws(AccessError) in try HTTPTransport(access)
        }
    ) where C.Duration == Duration {
        self.settings = settings
        self.report = report
        self.warn = warn
        credentials = ClusterCredentials(reader) { () throws(AccessError) in
            try AccessSource(
                kubeconfig: settings.kubeconfig, context: settings.context, environment: environment,
                serviceAccount: serviceAccount)
        }
        generator = random
        makeTransport = transport
        pacing = Pacing(clock)
        bucket = TokenBucket(
            capacity: settings.requestBurst, perSecond: settings.requestsPerSecond, now: pacing.now())
        (listed, listing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (alarms, alarm) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        // Devices that are not ready yet: what is published stays as it is.
        guard !publication.pool.slices.isEmpty else { return }
        await begin()
        defer { end() }
        do throws(APIFailure) {
            try await spreadStart()
            try await settle(publication)
        } catch { throw error.sinkFailure }
    }

    /// One publication at a time: two plans at once would undo each other.
    private func begin() async {
        guard isPublishing else {
            isPublishing = true
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func end() {
        if deferred.contains(where: own.isForeign) { alarm.yield() }
        deferred = []
        guard queue.isEmpty else { return queue.removeFirst().resume() }
        isPublishing = false
    }

    private func spreadStart() async throws(APIFailure) {
        guard !hasStarted else { return }
        hasStarted = true
        await wait(settings.startSpread * random(in: 0..<1))
    }

    /// Takes the way to the cluster as it is now; a new connection only where certificates or addresses changed.
    func connect() async throws(APIFailure) -> (session: ClusterSession, token: BearerToken?) {
        do throws(AccessError) { return try await freshSession() } catch { throw .access(error) }
    }

    private func freshSession() async throws(AccessError) -> (session: ClusterSession, token: BearerToken?) {
        var credentials = credentials
        let access = try await credentials.access()
        self.credentials = credentials
        for path in access.exposed { tell(CredentialFile(path).exposureWarning, by: warn) }
        if let session, session.access == access.withoutToken { return (session, access.token) }
        let next = ClusterSession(access.withoutToken, try makeTransport(access.withoutToken), after: session)
        if session?.access.server != access.server { tell("The API server is \(access.server), by \(access.source).") }
        session = next
        return (next, access.token)
    }

    func forgetCredentials() { credentials.forget() }

    /// Waits for the client's own limit of requests.
    func pace() async {
        let delay = bucket.take(now: pacing.now())
        if delay > .zero { await wait(delay) }
    }

    /// A task that is cancelled does not wait; the next request then fails.
    func wait(_ duration: Duration) async {
        guard duration > .zero else { return }
        try? await pacing.sleep(duration)
    }

    func random(in range: Range<Double>) -> Double { Double.random(in: range, using: &generator) }

    /// Says a thing once; things are the same where they have the same topic.
    func tell(_ line: String, topic: String? = nil) { tell(line, topic: topic, by: report) }

    private func tell(_ line: String, topic: String? = nil, by say: (String) -> Void) {
        guard reported.insert(topic ?? line).inserted else { return }
        say(line)
    }
}
