/// What was published of a pool last.
struct PoolRecord: Hashable {
    let generation: Int64
    /// By name of the slice.
    let slices: [String: Fingerprint]

    /// The rule of the reference controller. One slice is replaced in one step, so its generation can stay; what takes
    /// several steps needs a new one, so that nobody takes a mixture of old and new slices for a pool.
    func generation(for slices: [String: Fingerprint]) -> Int64 {
        let changed = slices.filter { self.slices[$0.key] != $0.value }
        let hasNoOthers = slices.count == self.slices.count && changed.allSatisfy { self.slices[$0.key] != nil }
        return hasNoOthers && changed.count <= 1 ? generation : generation + 1
    }
}
