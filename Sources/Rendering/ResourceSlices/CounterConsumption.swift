/// What a device takes from one counter set, an entry of `consumesCounters`.
package struct CounterConsumption: Hashable, Sendable {
    package let counterSet: String
    package let counters: [String: Quantity]
}
