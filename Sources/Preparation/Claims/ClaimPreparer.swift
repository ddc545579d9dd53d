internal import CDI
package import Hardware
package import ResourceSlices
private import SystemPackage

/// Prepares claims and undoes them, and remembers both in a journal that survives the agent and the machine.
///
/// Work on one claim is done by one caller after the other; claims wait for each other neither at the API server nor at
/// the disk.
package actor ClaimPreparer: ClaimPreparation {
    private let table = ClaimTable()
    private let place: Place
    private let source: any ClaimSource
    private let observe: @Sendable (ClaimEvent) -> Void
    private let gone: GoneClaims
    private let turns = ClaimTurns()
    private let threads = BlockingThreads("apus.claims")
    private var settings: Settings
    /// Under these settings, once the node's name has been found.
    private var pools: Set<String>?

    private init(
        _ settings: Settings, _ place: Place, _ source: any ClaimSource,
        _ observe: @escaping @Sendable (ClaimEvent) -> Void
    ) {
        self.settings = settings
        self.place = place
        self.source = source
        self.observe = observe
        gone = GoneClaims(source, now: place.now)
    }

    /// Takes up what the journal holds. What an earlier run had begun and not ended is undone: the kubelet was told
    /// nothing of it. Specs from before the machine was booted are removed until their devices have been found again,
    /// since their nodes may be others' by now.
    package static func open(
        _ settings: Settings, at place: Place, source: any ClaimSource,
        observe: @escaping @Sendable (ClaimEvent) -> Void
    ) async throws(ClaimStepError) -> ClaimPreparer {
        let preparer = ClaimPreparer(settings, place, source, observe)
        try await preparer.takeUp()
        return preparer
    }

    private func takeUp() async throws(ClaimStepError) {
        let journal = try await threads.run { [disk = place.disk] () throws(ClaimStepError) in try disk.readJournal() }
        for uid in journal.damaged { observe(.damaged(uid: uid)) }
        for (uid, format) in journal.otherFormats { observe(.otherFormat(uid: uid, format)) }
        for claim in journal.claims { table.enter(claim) }
        for claim in journal.claims {
            if claim.state == .started {
                if await takeBack(claim) { observe(.interruptionUndone(claim)) }
            } else if claim.bootID != place.bootID {
                do throws(ClaimStepError) { try await make([.remove(claim.specFile)]) } catch {
                    observe(.notRenewed(claim.claim, error))
                }
            }
        }
    }

    /// Follows another configuration from now on. What was prepared stays as it is.
    package func follow(_ settings: Settings) {
        self.settings = settings
        pools = nil
    }

    private func make(_ steps: [ClaimStep]) async throws(ClaimStepError) {
        try await threads.run { [disk = place.disk] () throws(ClaimStepError) in
            for step in steps { try disk.make(step) }
        }
    }

    /// The claims that are prepared now.
    nonisolated package var prepared: [PreparedClaim] { table.claims.filter { $0.state == .completed } }

    // MARK: The kubelet's calls

    package func prepare(_ claim: ClaimReference) async throws(PreparationError) -> [PreparedDevice] {
        guard claim.isPossible else { throw .impossible(claim) }
        await turns.begin(claim.uid)
        defer { turns.end(claim.uid) }
        do throws(PreparationError) {
            return try await prepareInTurn(claim)?.answer ?? []
        } catch {
            observe(.refused(claim, error))
            throw error
        }
    }

    /// The API server's word counts, even for a claim that the journal knows: other devices may have been allocated for
    /// it while nobody could tell this node to undo it.
    private func prepareInTurn(_ claim: ClaimReference) async throws(PreparationError) -> PreparedClaim? {
        let resource = try await read(claim)
        let allocation = try resource.allocation(for: claim)
        guard let known = table[claim.uid] else { return try await prepareAnew(claim, resource) }
        guard known.state == .completed, known.claim == claim, known.driver == settings.driver,
            known.devices.map(\.allocated) == allocation.devices
        else {
            try await undo(known)
            observe(.unprepared(known))
            return try await prepareAnew(claim, resource)
        }
        return try await restore(known)
    }

    private func read(_ claim: ClaimReference) async throws(PreparationError) -> ResourceClaim {
        let driver = settings.driver.description
        do {
            let document = try await source.document(of: claim)
            do throws(ClaimFault) { return try ResourceClaim(document, driver: driver) } catch {
                throw PreparationError.malformed(claim, error)
            }
        } catch let error as PreparationError {
            throw error
        } catch let error as ClaimSourceError {
            switch error {
            case .missing: throw .missing(claim)
            case .unreadable(let reason), .withheld(let reason): throw .unreadable(claim, reason)
            }
        } catch { throw .unreadable(claim, "\(error)") }
    }

    private func prepareAnew(
        _ claim: ClaimReference, _ resource: ResourceClaim
    ) async throws(PreparationError) -> PreparedClaim? {
        guard let decision = try await reserve(claim, resource) else { return nil }
        var prepared = decision.claim
        do throws(ClaimStepError) {
            try await make(prepared.preparation(decision.content, in: place.places))
        } catch {
            _ = await takeBack(prepared)
            throw .unwritable(claim, error)
        }
        prepared.state = .completed
        table.enter(prepared)
        observe(.prepared(prepared))
        return prepared
    }

    /// A claim that is in the way counts for as long as somebody may use it.
    private func reserve(
        _ claim: ClaimReference, _ resource: ResourceClaim
    ) async throws(PreparationError) -> (claim: PreparedClaim, content: PreparedClaim.Content)? {
        let pools = try await findPools(for: claim)
        let (settings, place) = (settings, place)
        while true {
            do throws(PreparationError) {
                return try table.reserve { surveyed, others throws(PreparationError) in
                    guard let surveyed else { throw .unsurveyed(claim) }
                    let node = NodeDevices(
                        driver: settings.driver, pools: pools, surveyed: surveyed, driverRoles: settings.driverRoles,
                        physicalFunctions: settings.physicalFunctions, cdiDirectory: settings.cdiDirectory,
                        bootID: place.bootID)
                    guard let prepared = try PreparedClaim(preparing: claim, as: resource, on: node, beside: others)
                    else { return nil }
                    return (prepared, try prepared.contentNow(in: surveyed, metadata: place.places.metadata))
                }
            } catch {
                guard let holder = error.holder, await isGoneForLong(holder), await discard(holder, if: isGoneForLong)
                else { throw error }
            }
        }
    }

    /// Where that fails, the claim goes on holding its devices until it is prepared or undone. Returns whether it does not.
    private func takeBack(_ claim: PreparedClaim) async -> Bool {
        do throws(ClaimStepError) { try await remove(claim) } catch { observe(.notUndone(claim.claim, error)) }
        return table[claim.claim.uid] == nil
    }

    /// Writes files that somebody has removed, or a boot has.
    private func restore(_ claim: PreparedClaim) async throws(PreparationError) -> PreparedClaim {
        guard let surveyed = table.surveyed else { throw .unsurveyed(claim.claim) }
        let content = try claim.contentNow(in: surveyed, metadata: place.places.metadata)
        do throws(ClaimStepError) { return try await renew(claim, content) } catch {
            throw .unwritable(claim.claim, error)
        }
    }

    private func renew(_ claim: PreparedClaim, _ content: PreparedClaim.Content) async throws(ClaimStepError)
        -> PreparedClaim
    {
        var renewed = claim
        renewed.bootID = place.bootID
        try await make(claim.files(content, in: place.places) + (renewed == claim ? [] : [.enter(renewed)]))
        table.enter(renewed)
        return renewed
    }

    package func unprepare(_ claim: ClaimReference) async throws(PreparationError) {
        // What cannot be a claim was never prepared.
        guard claim.isPossible else { return }
        await turns.begin(claim.uid)
        defer { turns.end(claim.uid) }
        guard let known = table[claim.uid] else {
            // Its entry may be damaged, or lost with the state directory.
            let steps = PreparedClaim.undoing(claim.uid, settings.driver, in: settings.cdiDirectory)
            do throws(ClaimStepError) { try await make(steps) } catch { throw .notUndone(claim, error) }
            return
        }
        try await undo(known)
        observe(.unprepared(known))
    }

    private func undo(_ claim: PreparedClaim) async throws(PreparationError) {
        do throws(ClaimStepError) { try await remove(claim) } catch { throw .notUndone(claim.claim, error) }
    }

    private func remove(_ claim: PreparedClaim) async throws(ClaimStepError) {
        try await make(claim.undoing(in: place.places))
        table.strike(claim.claim.uid)
        gone.forget(claim.claim)
    }

    private func findPools(for claim: ClaimReference) async throws(PreparationError) -> Set<String> {
        if let pools { return pools }
        guard let host = table.surveyed?.inventory.host else { throw .unsurveyed(claim) }
        let settings = settings
        let name = await threads.run { Result { try settings.nodeName(host) } }
        do {
            let found = SliceRenderer.poolNames(of: try name.get(), driver: settings.driver)
            if self.settings.driver == settings.driver { pools = found }
            return found
        } catch { throw .nameless(claim, "\(error)") }
    }

    // MARK: The machine's changes

    /// Takes the result of a survey. Returns at once, and may be called from anywhere.
    package nonisolated func surveyed(_ inventory: Inventory) { table.take(inventory) }

    /// The devices that claims hold and that the inventory does not offer.
    package nonisolated func held(beyond inventory: Inventory, driver: DriverName) -> [HeldDevice] {
        table.held(beyond: inventory, driver: driver)
    }

    /// Whether the last survey offers all devices of a claim; so it is where there was none.
    package nonisolated func offersAll(of claim: PreparedClaim) -> Bool {
        guard let surveyed = table.surveyed else { return true }
        return claim.devices.allSatisfy { surveyed.offers($0.allocated.device) }
    }

    /// The claims that devices are given to, by UID.
    package nonisolated var claims: [PreparedClaim] { table.claims }

    /// Keeps the files of prepared claims up to date with the machine, until the task is cancelled. It may be run again
    /// then, but not twice at once. After a boot their devices have other nodes, and somebody may have emptied /run.
    package func run() async {
        var isFirst = true
        for await _ in table.surveys() {
            await forEachClaim { await self.renewInTurn($0) }
            if isFirst { await discardUnused() }
            isFirst = false
        }
    }

    private func forEachClaim(_ work: @escaping @Sendable (PreparedClaim) async -> Void) async {
        await withDiscardingTaskGroup { group in
            for claim in table.claims where claim.state == .completed { group.addTask { await work(claim) } }
        }
    }

    private func renewInTurn(_ claim: PreparedClaim) async {
        await turns.begin(claim.claim.uid)
        defer { turns.end(claim.claim.uid) }
        // The call that had the turn before may have undone it.
        guard let claim = table[claim.claim.uid], claim.state == .completed, let surveyed = table.surveyed,
            let content = claim.content(in: surveyed, metadata: place.places.metadata)
        else { return }
        do throws(ClaimStepError) { _ = try await renew(claim, content) } catch {
            observe(.notRenewed(claim.claim, error))
        }
    }

    /// A kubelet that has lost its state asks for nothing that was prepared before. It takes two to say that a claim is
    /// gone, since the cluster alone could be another than the kubelet's. Most often all are in use, and it is not asked.
    private func discardUnused() async {
        let claims = Set(prepared.map(\.claim))
        guard !claims.isEmpty, let used = await settings.inUse(claims) else { return }
        await forEachClaim {
            if !used.contains($0.claim) { _ = await self.discard($0.claim, if: self.gone.contain) }
        }
    }

    private func isGoneForLong(_ claim: ClaimReference) async -> Bool {
        await gone.containForLong(claim) { await self.settings.inUse([claim])?.contains(claim) }
    }

    /// Returns whether the claim holds nothing now.
    private func discard(_ claim: ClaimReference, if isGone: (ClaimReference) async -> Bool) async -> Bool {
        await turns.begin(claim.uid)
        defer { turns.end(claim.uid) }
        guard let known = table[claim.uid] else { return true }
        guard await isGone(claim), await takeBack(known) else { return false }
        observe(.discarded(known))
        return true
    }
}
