/// Counters that several devices of a pool draw from, an entry of `spec.sharedCounters`.
package struct CounterSet: Hashable, Sendable {
    /// A DNS label, unique in the pool.
    package let name: String
    package let counters: [String: Quantity]
}
