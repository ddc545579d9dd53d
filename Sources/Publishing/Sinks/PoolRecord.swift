/// What was published of a pool last.
struct PoolRecord: Hashable {
    let generation: Int64
    /// By name of the slice.
    let slices: [String: Fingerprint]

    /// Rises with every change, so that a consumer can tell by it alone which of two states is the newer one, and that
    /// it missed none.
    func generation(for slices: [String: Fingerprint]) -> Int64 {
        slices == self.slices ? generation : generation + 1
    }
}
