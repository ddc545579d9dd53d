package import Delivery
internal import HTTPExchange
private import ResourceSlices
internal import SystemPackage

/// Keeps this node's ResourceSlices in its cluster the same as its accelerators.
///
/// Each publication lists what is there, decides what differs and writes that. Between publications one watch waits for
/// what others do to the slices; nothing is polled.
package actor KubernetesSink: SliceSink {
    private let startSpread: Duration
    private let session: ClusterSession
    private let own = OwnWrites()
    private let changes: ForeignChanges
    private let watcher: SliceWatcher
    private let serverReturn: ServerReturn
    private let reconciler: PoolReconciler
    private var hasStarted = false
    private var isPublishing = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// In the environment KUBECONFIG, HOME and a pod's addresses are looked up. `version` is the program's, for the
    /// server's logs. `tell` hears what is known of the cluster, whenever that may have changed, and `heard`
    /// the status of each answer, nil for none.
    package init(
        settings: KubernetesSinkSettings, environment: [String: String], version: String,
        tell: @escaping @Sendable (ClusterFacts) -> Void = { _ in },
        heard: @escaping @Sendable (_ code: Int?) -> Void = { _ in },
        report: @escaping @Sendable (ClusterRemark) -> Void
    ) {
        self.init(
            settings: settings, environment: environment, tell: tell, heard: heard, report: report,
            clock: ContinuousClock()
        ) {
            access throws(AccessError) in try HTTPTransport(access, version: version)
        }
    }

    init<C: Clock>(
        settings: KubernetesSinkSettings, environment: [String: String] = [:],
        serviceAccount: FilePath = ServiceAccount.standardDirectory,
        tell: @escaping @Sendable (ClusterFacts) -> Void = { _ in },
        heard: @escaping @Sendable (_ code: Int?) -> Void = { _ in },
        report: @escaping @Sendable (ClusterRemark) -> Void, clock: C,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        reader: CredentialReader = CredentialReader(),
        transport: @escaping @Sendable (ClusterAccess) throws(AccessError) -> any APITransport
    ) where C.Duration == Duration {
        startSpread = settings.startSpread
        let credentials = ClusterCredentials(reader) { () throws(AccessError) in
            try AccessSource(
                kubeconfig: settings.kubeconfig, context: settings.context, environment: environment,
                serviceAccount: serviceAccount)
        }
        session = ClusterSession(
            settings, credentials, Remarks(report), Pacing(clock), random: random, tell: tell, heard: heard,
            transport: transport)
        changes = ForeignChanges(session)
        watcher = SliceWatcher(session, own, changes)
        serverReturn = ServerReturn(session)
        reconciler = PoolReconciler(session, own, watcher, changes)
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        // Devices that are not ready yet: what is published stays as it is.
        guard !publication.pool.slices.isEmpty else { return }
        await begin()
        defer { end() }
        await spreadStart()
        do throws(APIFailure) {
            try await reconciler.settle(publication)
            serverReturn.published()
        } catch {
            serverReturn.failed(error)
            throw error.sinkFailure
        }
    }

    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.answerChanges(notice) }
            group.addTask { await self.follow(notice) }
            group.addTask { await self.awaitReturn(notice) }
        }
    }

    private func answerChanges(_ notice: @Sendable (SinkNotice) -> Void) async { await changes.answer(notice) }

    private func follow(_ notice: @Sendable (SinkNotice) -> Void) async { await watcher.follow(notice) }

    private func awaitReturn(_ notice: @Sendable (SinkNotice) -> Void) async {
        await serverReturn.announce(notice)
    }

    /// One publication at a time: two plans at once would undo each other.
    private func begin() async {
        if isPublishing { await withCheckedContinuation { queue.append($0) } }
        isPublishing = true
        own.begin()
    }

    private func end() {
        changes.add(own.end())
        guard queue.isEmpty else { return queue.removeFirst().resume() }
        isPublishing = false
    }

    private func spreadStart() async {
        guard !hasStarted else { return }
        hasStarted = true
        await session.wait(startSpread * session.random(in: 0..<1))
    }
}
