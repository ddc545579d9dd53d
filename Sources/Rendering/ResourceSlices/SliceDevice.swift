/// A device of a slice, an entry of `spec.devices`.
package struct SliceDevice: Hashable, Sendable {
    /// A DNS label, unique in the pool.
    package let name: String
    package var attributes: [QualifiedName: AttributeValue]
    package var capacity: [QualifiedName: Quantity]
    package var consumesCounters: [CounterConsumption]
}
