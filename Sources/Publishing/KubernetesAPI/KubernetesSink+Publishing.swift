internal import Documents
internal import HTTPExchange
internal import Hardware
internal import ResourceSlices
internal import Sinks

extension KubernetesSink {
    /// How often the world may turn out to be another than it was listed.
    private static let looks = 6

    /// Looks, decides and writes until nothing is left to write.
    func settle(_ publication: SlicePublication) async throws(APIFailure) {
        var names = NameCollisions()
        var isSignedInAgain = false
        var unheardOf = 0
        for _ in 0..<Self.looks {
            do throws(APIFailure) {
                if try await reconcile(publication, &names) { return }
            } catch {
                if error.status?.code == 401, !isSignedInAgain {
                    isSignedInAgain = true
                    forgetCredentials()
                } else if case .noAnswer = error, names.isWriting {
                    // Whether it was done is not known; the list will tell.
                } else if error.status?.code == 403, names.isWriting, hasCreatedLately, unheardOf < 3 {
                    unheardOf += 1
                    await wait(.milliseconds(500) * Double(1 << unheardOf) * random(in: 0.5..<1))
                } else if !error.isOutdatedView {
                    throw error
                }
            }
            names.isWriting = false
        }
        throw .contended
    }

    /// The node authorizer hears of a new slice some moments after it was created. Until then it lets nobody change it.
    private var hasCreatedLately: Bool { lastCreation.map { pacing.now() - $0 < .seconds(60) } ?? false }

    /// Names that the server says exist though they are not in our list.
    struct NameCollisions {
        var once: Set<String> = []
        var twice: Set<String> = []
        /// Whether the last request was a write.
        var isWriting = false

        mutating func collide(_ name: String) {
            if !once.insert(name).inserted { twice.insert(name) }
        }
    }

    /// One look and what follows from it.
    ///
    /// - Returns: False where another look is needed, because the server turned out to work by other rules.
    private func reconcile(
        _ publication: SlicePublication, _ names: inout NameCollisions
    ) async throws(APIFailure) -> Bool {
        let (session, token) = try await connect()
        let dialect = try await dialect(session, token)
        let collection = SliceCollection(
            connection: session.connection, token: token, version: dialect.apiVersion,
            driver: publication.renderer.driver.description, nodeName: publication.renderer.nodeName.description)
        subject = (collection.driver, collection.nodeName)
        let listing = try await list(collection)
        // Slices that go away by themselves may be the garbage of a node object that is no more.
        if own.isMissing(from: listing.slices) { self.session?.node = nil }
        own.saw(listing.slices)
        let owner = try await owner(collection)
        listingContinues(from: listing.resourceVersion)
        guard let desired = try render(publication, dialect) else { return true }
        let plan = Reconciliation(
            stored: listing.slices, desired: desired, owner: owner, adoptions: self.session?.adoptions ?? [:],
            takenNames: names.twice
        ).plan()
        guard !plan.isEmpty else { return true }
        guard try await areCountersKept(desired, collection) else { return false }
        let gates = self.session?.missingGates
        try await write(plan, desired, to: collection, &names)
        // A server that has lost its counters since they were tried shows it only now.
        return self.session?.missingGates == gates
    }

    private func list(_ collection: SliceCollection) async throws(APIFailure) -> SliceCollection.Listing {
        await pace()
        isLookAsked = false
        do throws(APIFailure) { return try await collection.list() } catch {
            // The collection itself is gone: the server has been upgraded or configured anew.
            if error.status?.code == 404 { session?.forgetServer() }
            throw error
        }
    }

    private func dialect(_ session: ClusterSession, _ token: BearerToken?) async throws(APIFailure) -> SliceDialect {
        if let known = session.dialect { return known }
        await pace()
        let dialect = try await Negotiation(connection: session.connection, token: token).dialect()
        tell("ResourceSlices in \(dialect.apiVersion.rawValue), by the rules of \(dialect.kubernetes).")
        self.session?.dialect = dialect
        return dialect
    }

    /// The node's object. A slice that belongs to an older object of that name would be collected as garbage.
    private func owner(_ collection: SliceCollection) async throws(APIFailure) -> NodeOwner {
        if let known = session?.node, known.name == collection.nodeName { return known }
        await pace()
        let request = APIRequest(path: "/api/v1/nodes/\(APIRequest.encoded(collection.nodeName))")
        do throws(APIFailure) {
            let node = try await collection.connection.send(
                request, token: collection.token, to: "read the node \(collection.nodeName)")
            guard let uid = node["metadata"]?["uid"]?.text else {
                throw .malformed(
                    "the node \(collection.nodeName) has no uid.", from: collection.connection.server.authority)
            }
            let owner = NodeOwner(name: collection.nodeName, uid: uid)
            session?.node = owner
            return owner
        } catch {
            guard error.status?.code == 404 else { throw error }
            throw .unregistered(collection.nodeName)
        }
    }

    /// nil where there is nothing to publish by this server's rules.
    private func render(_ publication: SlicePublication, _ dialect: SliceDialect) throws(APIFailure) -> [DesiredSlice]?
    {
        let asked = publication.renderer
        let hasCounters =
            dialect.limits.counterLayout != .unsupported
            && session?.missingGates.contains(.partitionableDevices) != true
        let hides = asked.policy == .counters && !hasCounters
        if hides { tellCountersMissing(dialect) }
        do throws(SliceError) {
            let renderer = try SliceRenderer(
                driver: asked.driver, nodeName: asked.nodeName, dialect: dialect,
                policy: hides ? .hide : asked.policy)
            let inventory = publication.inventory
            let slices =
                renderer == asked
                ? publication.pool.slices
                : renderer.render(hides ? inventory.hidingSharedPhysicalFunctions : inventory).slices
            guard !slices.isEmpty else { return nil }
            return DesiredSlice.all(of: slices, in: dialect.apiVersion)
        } catch { throw .unwritable(error.description) }
    }

    private func tellCountersMissing(_ dialect: SliceDialect) {
        tell(
            """
            This server keeps no shared counters (Kubernetes \(dialect.kubernetes), feature gate \
            \(FeatureGate.partitionableDevices.rawValue)), so a physical function is hidden while it has virtual functions.
            """, topic: FeatureGate.partitionableDevices.rawValue)
    }

    /// Without counters a physical function and its virtual ones could be given away together. So before the first
    /// slice with counters a server is asked what it would store.
    private func areCountersKept(
        _ desired: [DesiredSlice], _ collection: SliceCollection
    ) async throws(APIFailure) -> Bool {
        guard session?.areCountersTried != true,
            let slice = desired.first(where: { $0.spec["sharedCounters"] != nil })
        else { return true }
        await pace()
        let spec = slice.spec(generation: 1)
        let body: JSONValue = [
            "apiVersion": .string(slice.apiVersion), "kind": "ResourceSlice",
            "metadata": ["generateName": .string(slice.namePrefix)], "spec": spec,
        ]
        do throws(APIFailure) {
            let stored = try await collection.create(body, dryRun: true)
            session?.areCountersTried = true
            let isKept = !SpecComparison.differences(of: stored.spec, from: spec).contains {
                FeatureGate(droppedField: $0.field) == .partitionableDevices
            }
            if !isKept { session?.missingGates.insert(.partitionableDevices) }
            return isKept
        } catch {
            guard error.status?.code == 422 else { throw error }
            session?.areCountersTried = true
            session?.missingGates.insert(.partitionableDevices)
            return false
        }
    }

    /// Deletes, updates, creates: so there is never more than the count that slices tell.
    private func write(
        _ plan: PoolPlan, _ desired: [DesiredSlice], to collection: SliceCollection, _ names: inout NameCollisions
    ) async throws(APIFailure) {
        names.isWriting = true
        for slice in plan.deletions {
            await pace()
            try await collection.delete(slice)
            own.removed(slice)
        }
        for update in plan.updates {
            await pace()
            let stored = try await collection.replace(update.stored.name, update.body)
            accept(stored, for: update.body, at: update.index, of: desired)
        }
        for creation in plan.creations {
            await pace()
            do throws(APIFailure) {
                let stored = try await collection.create(creation.body)
                lastCreation = pacing.now()
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
            session?.adoptions[index] = nil
            return
        }
        session?.adoptions[index] = Adoption(sent: slice.spec, stored: stored.spec)
        for field in Set(differences.map(\.field)).sorted() {
            guard let gate = FeatureGate(droppedField: field) else {
                tell("This server changes the field \(field) of our ResourceSlices; that is left as it is.")
                continue
            }
            if gate == .partitionableDevices { session?.missingGates.insert(gate) }
            tell(
                """
                This server drops fields such as \(field) of ResourceSlices; its feature gate \
                \(gate.rawValue) is off.
                """, topic: gate.rawValue)
        }
    }
}
