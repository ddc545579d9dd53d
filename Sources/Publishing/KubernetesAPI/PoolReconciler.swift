internal import Delivery
internal import Documents
private import Hardware
internal import ResourceSlices

/// Makes a server hold a pool: looks, decides and writes until nothing is left to write.
final class PoolReconciler {
    /// How often the world may turn out to be another than it was listed.
    private static let looks = 6

    private let session: ClusterSession
    private let own: OwnWrites
    private let watcher: SliceWatcher
    private let changes: ForeignChanges
    /// When a slice was created last, by the pacing's clock.
    private var lastCreation: Duration?
    /// Whether the last request was a write.
    private var isWriting = false

    init(_ session: ClusterSession, _ own: OwnWrites, _ watcher: SliceWatcher, _ changes: ForeignChanges) {
        self.session = session
        self.own = own
        self.watcher = watcher
        self.changes = changes
    }

    func settle(_ publication: SlicePublication) async throws(APIFailure) {
        var names = NameCollisions()
        var isSignedInAgain = false
        var isServerLearnedAnew = false
        var refusals = 0
        for _ in 0..<Self.looks {
            isWriting = false
            do throws(APIFailure) {
                if try await reconcile(publication, &names, isServerLearnedAnew: isServerLearnedAnew) { return }
            } catch {
                session.saw(error)
                if error.status?.code == 401, !isSignedInAgain {
                    isSignedInAgain = true
                    session.forgetCredentials()
                } else if error.status?.code == 422, !isServerLearnedAnew {
                    // A server that was upgraded without our notice refuses what its predecessor took.
                    isServerLearnedAnew = true
                    session.forgetServer()
                } else if error.status?.code == 422, publication.renderer.policy == .counters,
                    session.rules.release == nil, session.rules.keepsCounters
                {
                    // A server that does not say its release may have another layout for counters than we think.
                    session.rules.missingGates.insert(.partitionableDevices)
                } else if case .noAnswer = error, isWriting {
                    // Whether it was done is not known; the list will tell.
                } else if error.status?.code == 403, isPermissionExpected, refusals < 3 {
                    refusals += 1
                    let longest = Backoff(first: .seconds(1), longest: .seconds(4)).wait(after: refusals - 1)
                    await session.wait(longest * session.random(in: 0.5..<1))
                } else if !error.isOutdatedView {
                    throw error
                }
            }
        }
        throw .contended
    }

    /// The node authorizer hears of a new slice some moments after it was created, and until then lets nobody change it.
    /// A server that has just started lets nobody do anything for a moment.
    private var isPermissionExpected: Bool {
        let hasCreatedLately = lastCreation.map { session.pacing.now() - $0 < .seconds(60) } ?? false
        return isWriting && hasCreatedLately || session.wasAwayLately
    }

    /// Names that the server says exist though they are not in our list.
    private struct NameCollisions {
        var once: Set<String> = []
        var twice: Set<String> = []

        mutating func collide(_ name: String) {
            if !once.insert(name).inserted { twice.insert(name) }
        }
    }

    /// One look and what follows from it.
    ///
    /// - Returns: False where another look is needed, because the server turned out to work by other rules.
    private func reconcile(
        _ publication: SlicePublication, _ names: inout NameCollisions, isServerLearnedAnew: Bool
    ) async throws(APIFailure) -> Bool {
        let dialect = try await session.dialect()
        let (connection, token) = try await session.connect()
        let collection = SliceCollection(
            connection: connection, token: token, version: dialect.apiVersion,
            driver: publication.renderer.driver.description, nodeName: publication.renderer.nodeName.description)
        let listing = try await list(collection)
        // Slices that go away by themselves may be the garbage of a node object that is no more.
        if own.saw(listing.slices) { session.forgetNode() }
        let owner = try await session.owner(named: collection.nodeName)
        watcher.listed(
            at: WatchPlace(
                driver: collection.driver, nodeName: collection.nodeName, resourceVersion: listing.resourceVersion))
        let rendering = try ServerRendering(publication, dialect, keepsCounters: session.rules.keepsCounters)
        if rendering.hidesForLackOfCounters { tellCountersMissing(dialect) }
        let desired = rendering.slices
        let plan = Reconciliation(
            stored: listing.slices, desired: desired, owner: owner, rewrites: session.rules.rewrites,
            takenNames: names.twice
        ).plan()
        guard !plan.isEmpty else {
            tellPool(desired, generation: plan.generation)
            return true
        }
        changes.lookFoundDifferences()
        guard try await areCountersKept(desired, collection, isServerLearnedAnew: isServerLearnedAnew) else {
            return false
        }
        let gates = session.rules.missingGates
        try await write(plan, desired, to: collection, &names)
        // A server that has lost its counters since they were tried shows it only now.
        guard session.rules.missingGates == gates else { return false }
        tellPool(desired, generation: plan.generation)
        return true
    }

    private func tellPool(_ desired: [DesiredSlice], generation: Int64) {
        guard let name = desired.first?.poolName else { return }
        let count = desired.reduce(0) { $0 + ($1.spec["devices"]?.elements.count ?? 0) }
        let devices = count == 0 ? "no device" : count == 1 ? "1 device" : "\(count) devices"
        session.tellFacts(
            pool: ClusterFacts.Pool(
                name: name, generation: generation, slices: desired.count, devices: count))
        session.remarks.debug("The cluster has generation \(generation) of the pool \(name) with \(devices).")
    }

    private func list(_ collection: SliceCollection) async throws(APIFailure) -> SliceCollection.Listing {
        await session.pace()
        changes.lookBegins()
        do throws(APIFailure) { return try await collection.list() } catch {
            // The collection itself is gone: the server has been upgraded or configured anew.
            if error.status?.code == 404 { session.forgetServer() }
            throw error
        }
    }

    private func tellCountersMissing(_ dialect: SliceDialect) {
        session.remarks.once(
            """
            This server keeps no shared counters (Kubernetes \(dialect.kubernetes), feature gate \
            \(FeatureGate.partitionableDevices.rawValue)), so a physical function is hidden while it has virtual functions.
            """, topic: FeatureGate.partitionableDevices.rawValue)
    }

    /// Without counters a physical function and its virtual ones could be given away together. So before the first
    /// slice with counters a server is asked what it would store.
    private func areCountersKept(
        _ desired: [DesiredSlice], _ collection: SliceCollection, isServerLearnedAnew: Bool
    ) async throws(APIFailure) -> Bool {
        guard !session.rules.areCountersTried, let slice = desired.first(where: { $0.spec["sharedCounters"] != nil })
        else { return true }
        await session.pace()
        let spec = slice.spec(generation: 1)
        let body: JSONValue = [
            "apiVersion": .string(slice.apiVersion), "kind": "ResourceSlice",
            "metadata": ["generateName": .string(slice.namePrefix)], "spec": spec,
        ]
        var isKept = false
        do throws(APIFailure) {
            let stored = try await collection.create(body, dryRun: true)
            isKept = !SpecComparison.differences(of: stored.spec, from: spec).contains {
                FeatureGate(droppedField: $0.field) == .partitionableDevices
            }
        } catch {
            // By the rules of now the server does not take counters; by those of before it may only seem so.
            guard error.status?.code == 422, isServerLearnedAnew else { throw error }
        }
        session.rules.areCountersTried = true
        if !isKept { session.rules.missingGates.insert(.partitionableDevices) }
        return isKept
    }

    /// Deletes, updates, creates: so there is never more than the count that slices tell.
    private func write(
        _ plan: PoolPlan, _ desired: [DesiredSlice], to collection: SliceCollection, _ names: inout NameCollisions
    ) async throws(APIFailure) {
        isWriting = true
        for slice in plan.deletions {
            await session.pace()
            try await collection.delete(slice)
            own.removed(slice)
        }
        for update in plan.updates {
            await session.pace()
            let stored = try await collection.replace(update.stored.name, update.body)
            accept(stored, for: update.body, at: update.index, of: desired)
        }
        for creation in plan.creations {
            await session.pace()
            do throws(APIFailure) {
                let stored = try await collection.create(creation.body)
                lastCreation = session.pacing.now()
                accept(stored, for: creation.body, at: creation.index, of: desired)
            } catch {
                if error.status?.isAlreadyExists == true, let name = creation.body["metadata"]?["name"]?.text {
                    names.collide(name)
                }
                throw error
            }
        }
    }

    /// Compares what the server made of a slice with what was sent. What it changed is said once and not fought over.
    private func accept(_ stored: StoredSlice, for body: JSONValue, at index: Int, of desired: [DesiredSlice]) {
        own.wrote(stored)
        let differences = SpecComparison.differences(of: stored.spec, from: body["spec"] ?? [:])
        guard !differences.isEmpty, let slice = desired.first(where: { $0.index == index }) else {
            session.rules.rewrites[index] = nil
            return
        }
        session.rules.rewrites[index] = ServerRewrite(sent: slice.spec, stored: stored.spec)
        for field in Set(differences.map(\.field)).sorted() {
            guard let gate = FeatureGate(droppedField: field) else {
                session.remarks.once(
                    "This server changes the field \(field) of our ResourceSlices; that is left as it is.")
                continue
            }
            if gate == .partitionableDevices { session.rules.missingGates.insert(gate) }
            session.remarks.once(
                """
                This server drops fields such as \(field) of ResourceSlices; its feature gate \
                \(gate.rawValue) is off.
                """, topic: gate.rawValue)
        }
    }
}
