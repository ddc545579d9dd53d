import AgentConfiguration
import AgentLoop
import Claims
import Delivery
import Documents
import Files
import Hardware
import KubeletPlugin
import KubernetesAPI
import Logging
import PodResources
import ResourceSlices
import Synchronization
import SystemPackage

/// The claims of this node. Their journal is opened when the kubelet is to be served for the first time, and stays open:
/// what was prepared is held, whatever the configuration says later.
final class NodeClaims: DeviceHolder {
    private struct State {
        var preparer: ClaimPreparer?
        /// The journal is about to be read for the first time; nobody waits for another try.
        var isAwaited = false
        var isTried = false
        /// A survey ended before that, and its pool was not announced.
        var hasPoolWaited = false
        var inventory: Inventory?
        /// Hears when a claim was prepared or undone.
        var listener: AsyncStream<Void>.Continuation?
    }

    private let directory: FilePath
    private let environment: [String: String]
    private let logger: Logger
    private let observer: any AgentObserver
    private let surveyAgain: @Sendable () -> Void
    private let source: ConfiguredClaims
    private let state = Mutex(State())

    /// `surveyAgain` is called when a device is not to be announced any more, or again, and no survey would show it.
    init(
        at directory: FilePath, environment: [String: String], version: String, logger: Logger,
        observer: any AgentObserver, surveyAgain: @escaping @Sendable () -> Void
    ) {
        self.directory = directory
        self.environment = environment
        self.logger = logger
        self.observer = observer
        self.surveyAgain = surveyAgain
        source = ConfiguredClaims { cluster in
            ClusterClaims(
                reader: ClaimReader(settings: cluster, environment: environment, version: version) { [logger] in
                    logger.tell($0, of: "claims")
                })
        }
    }

    /// Hears of the configuration before it is acted upon.
    func follow(_ wish: KubeletWish?) {
        state.withLock { $0.isAwaited = wish != nil && !$0.isTried }
    }

    func open(_ wish: KubeletWish) async throws(ClaimStepError) -> ClaimPreparer {
        source.follow(wish.naming.cluster)
        let naming = NodeNaming(
            wish.naming, environment: environment,
            // Where the name comes from is told when the pool is made.
            logger: Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() })
        let settings = ClaimPreparer.Settings(
            driver: wish.driver, cdiDirectory: wish.cdiDirectory, driverRoles: wish.driverRoles,
            physicalFunctions: wish.physicalFunctions,
            nodeName: { try naming.name(of: $0) },
            inUse: { [pods = PodResources(kubelet: wish.plugin.directory)] in await pods.used(of: $0) })
        if let preparer = state.withLock({ $0.preparer }) {
            await preparer.follow(settings)
            return preparer
        }
        let places = ClaimPlaces(directory)
        do throws(ClaimStepError) {
            let preparer = try await ClaimPreparer.open(
                settings, at: ClaimPreparer.Place(places, disk: ClaimDisk(places), bootID: Self.bootID),
                source: source
            ) { [self] event in observe(event) }
            if let inventory = endWaiting(preparer) {
                preparer.surveyed(inventory)
                // The pool was announced without what the journal knows.
                if !preparer.held(beyond: inventory, driver: wish.driver).isEmpty { surveyAgain() }
            }
            return preparer
        } catch {
            // Pods can do with a pool that lacks what is held, but not with none.
            _ = endWaiting(nil)
            throw error
        }
    }

    /// Returns the latest survey, if one has ended.
    private func endWaiting(_ preparer: ClaimPreparer?) -> Inventory? {
        let (inventory, hasPoolWaited) = state.withLock { state in
            defer { state.hasPoolWaited = false }
            state.preparer = preparer
            state.isAwaited = false
            state.isTried = true
            return (state.inventory, state.hasPoolWaited)
        }
        if hasPoolWaited { surveyAgain() }
        return inventory
    }

    private func observe(_ event: ClaimEvent) {
        state.withLock(\.listener)?.yield()
        if event.isUnasked { observer.observe(.claimRemark(event.description)) }
        // A device that is offered is announced in any case.
        if let claim = event.undone, let preparer = state.withLock({ $0.preparer }), !preparer.offersAll(of: claim) {
            surveyAgain()
        }
    }

    /// Tells which claims are prepared whenever that changes, until the task is cancelled. It is done apart, since a pod
    /// waits for the change, and at most ten times a second: pods start by the dozen.
    func tellChanges(of preparer: ClaimPreparer) async {
        let (changes, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listener = listener }
        tellPrepared(preparer)
        for await _ in changes {
            tellPrepared(preparer)
            // A task that is cancelled does not wait.
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func tellPrepared(_ preparer: ClaimPreparer) {
        let claims = preparer.prepared.map { prepared in
            DeviceClaim(
                namespace: prepared.claim.namespace, name: prepared.claim.name, uid: prepared.claim.uid,
                devices: prepared.devices.map(\.allocated.device))
        }
        observer.observe(.claimsPrepared(claims))
    }

    func surveyed(_ inventory: Inventory) {
        let preparer = state.withLock { state in
            state.inventory = inventory
            return state.preparer
        }
        preparer?.surveyed(inventory)
    }

    func held(beyond inventory: Inventory, driver: DriverName) -> [HeldDevice]? {
        let (preparer, isAwaited) = state.withLock { state in
            state.hasPoolWaited = state.isAwaited
            return (state.preparer, state.isAwaited)
        }
        return isAwaited ? nil : preparer?.held(beyond: inventory, driver: driver) ?? []
    }

    /// Nothing where the kernel does not tell, and then no boot is told from another.
    private static let bootID: String = {
        let content = try? Descriptor("/proc/sys/kernel/random/boot_id").content(limit: 100)
        return String(decoding: content ?? [], as: UTF8.self).filter { !$0.isNewline }
    }()
}

/// Reads claims from the cluster that the configuration in force names.
final class ConfiguredClaims: ClaimSource {
    private struct State {
        var settings: KubernetesSinkSettings?
        var claims: ClusterClaims?
    }

    private let make: @Sendable (KubernetesSinkSettings) -> ClusterClaims
    private let state = Mutex(State())

    init(_ make: @escaping @Sendable (KubernetesSinkSettings) -> ClusterClaims) { self.make = make }

    func follow(_ settings: KubernetesSinkSettings?) {
        state.withLock { state in
            guard state.settings != settings else { return }
            state.settings = settings
            state.claims = settings.map(make)
        }
    }

    func document(of claim: ClaimReference) async throws(ClaimSourceError) -> JSONValue {
        guard let claims = state.withLock({ $0.claims }) else {
            throw .unreadable("The configuration of apusd has no sink of the type kubernetes. Add one to sinks.")
        }
        return try await claims.document(of: claim)
    }
}

extension ClaimEvent {
    /// The claim that holds nothing any more.
    fileprivate var undone: PreparedClaim? {
        switch self {
        case .unprepared(let claim), .interruptionUndone(let claim), .discarded(let claim): claim
        case .prepared, .refused, .notUndone, .notRenewed, .damaged, .otherFormat: nil
        }
    }

    /// Whether it is no answer to the kubelet, which is told by itself.
    fileprivate var isUnasked: Bool {
        switch self {
        case .prepared, .refused, .unprepared: false
        case .interruptionUndone, .discarded, .notUndone, .notRenewed, .damaged, .otherFormat: true
        }
    }
}
