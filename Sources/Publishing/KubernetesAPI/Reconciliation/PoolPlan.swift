internal import Documents

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
