/// The pool that a slice belongs to, `spec.pool`.
package struct Pool: Hashable, Sendable {
    /// DNS subdomains joined by `/`, at most 253 characters.
    package let name: String
    /// Consumers look at the slices of the highest generation only.
    package let generation: Int64
    /// How many slices the pool has; with fewer in sight it counts as incomplete and is skipped.
    package let resourceSliceCount: Int64
}
