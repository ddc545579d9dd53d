internal import Documents
private import ResourceSlices

/// Compares the slices that a server has with those that it shall have, and decides what has to be written.
///
/// All desired slices are of one pool. Whatever else the same driver has on the same node is obsolete.
struct Reconciliation {
    let stored: [StoredSlice]
    let desired: [DesiredSlice]
    /// Those that are stored: a device may come into another slice.
    private let taints: [String: [JSONValue]]
    /// nil leaves the owner references as they are.
    let owner: NodeOwner?
    /// By the place in the pool.
    var rewrites: [Int: ServerRewrite] = [:]
    /// Names that the server does not give away, though no slice of ours has them.
    var takenNames: Set<String> = []

    init(
        stored: [StoredSlice], desired: [DesiredSlice], owner: NodeOwner?, rewrites: [Int: ServerRewrite] = [:],
        takenNames: Set<String> = []
    ) {
        self.stored = stored
        self.desired = desired
        self.owner = owner
        self.rewrites = rewrites
        self.takenNames = takenNames
        taints = stored.reduce(into: [:]) { $0.merge(SliceSpec.taints(of: $1.spec)) { first, _ in first } }
    }

    func plan() -> PoolPlan {
        guard let first = desired.first else {
            return PoolPlan(generation: 0, deletions: [], updates: [], creations: [])
        }
        let ours = stored.filter { $0.driver == first.driver && $0.nodeName == first.nodeName }
        let highest = ours.filter { $0.pool.name == first.poolName }.map(\.pool.generation).max() ?? 0
        let living = ours.filter { !$0.isTerminating }
        let matching = Matching(living.filter { $0.pool.name == first.poolName }, to: desired)
        let obsolete = living.filter { $0.pool.name != first.poolName } + matching.unmatched
        let created = desired.filter { matching.matches[$0.index] == nil }
        let pairs = desired.compactMap { slice in matching.matches[slice.index].map { (slice, $0) } }
        let changed = pairs.filter { !isCurrent($0.1, $0.0, generation: highest) }
        // One PUT is one step for all who look. With more, they must not combine old slices with new ones.
        let isOneStep = created.isEmpty && changed.count <= 1
        // Generations can go down only where nothing of a higher one stays.
        guard isOneStep || highest < .max else { return plan(replacing: ours) }
        let generation = isOneStep ? highest : highest + 1
        let updates = isOneStep ? pairs.filter { pair in !isOwned(pair.1) || changed.contains { $0 == pair } } : pairs
        return PoolPlan(
            generation: generation, deletions: obsolete,
            updates: updates.map { update($0.1, to: $0.0, generation: generation) },
            creations: created.map { creation(of: $0, generation: generation) })
    }

    private func plan(replacing ours: [StoredSlice]) -> PoolPlan {
        PoolPlan(
            generation: 1, deletions: ours.filter { !$0.isTerminating }, updates: [],
            creations: desired.map { creation(of: $0, generation: 1) })
    }

    private func isCurrent(_ stored: StoredSlice, _ desired: DesiredSlice, generation: Int64) -> Bool {
        stored.pool.generation == generation && stored.pool.sliceCount == desired.sliceCount
            && (SpecComparison.isSame(stored.spec, desired.spec)
                || rewrites[desired.index]?.excuses(stored.spec, for: desired.spec) == true)
    }

    private func isOwned(_ stored: StoredSlice) -> Bool { owner.map(stored.isOwned) ?? true }

    /// What others keep in the object's metadata stays; an owner of the same kind in the past does not.
    private func update(_ stored: StoredSlice, to desired: DesiredSlice, generation: Int64) -> PoolPlan.Update {
        var metadata = stored.metadata.setting("managedFields", nil)
        if let owner, !stored.isOwned(by: owner) {
            metadata = metadata.setting("ownerReferences", [owner.reference])
        }
        return PoolPlan.Update(
            index: desired.index, stored: stored, body: body(desired, generation: generation, metadata: metadata))
    }

    private func creation(of desired: DesiredSlice, generation: Int64) -> PoolPlan.Creation {
        // A name of our own choice makes a second POST harmless. The server chooses one only where ours is taken.
        let isTaken =
            takenNames.contains(desired.name) || stored.contains { $0.name == desired.name && $0.isTerminating }
        let metadata = JSONValue.object(known: [
            "name": isTaken ? nil : .string(desired.name),
            "generateName": isTaken ? .string(desired.namePrefix) : nil,
            "ownerReferences": owner.map { [$0.reference] },
        ])
        return PoolPlan.Creation(
            index: desired.index,
            body: body(desired, generation: generation, metadata: metadata))
    }

    private func body(_ desired: DesiredSlice, generation: Int64, metadata: JSONValue) -> JSONValue {
        [
            "apiVersion": .string(desired.apiVersion), "kind": "ResourceSlice", "metadata": metadata,
            "spec": SliceSpec.keepingTimes(of: taints, in: desired.spec(generation: generation)),
        ]
    }
}

/// What has to be written, in this order, so that a server has a pool as it shall be.
struct PoolPlan: Hashable {
    /// What the pool's slices carry in the end.
    let generation: Int64
    let deletions: [StoredSlice]
    let updates: [Update]
    let creations: [Creation]

    var isEmpty: Bool { deletions.isEmpty && updates.isEmpty && creations.isEmpty }

    var count: Int { deletions.count + updates.count + creations.count }

    struct Update: Hashable {
        let index: Int
        let stored: StoredSlice
        let body: JSONValue
    }

    struct Creation: Hashable {
        let index: Int
        let body: JSONValue
    }
}
