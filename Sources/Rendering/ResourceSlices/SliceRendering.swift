package import Hardware

/// The slices of one pool and what there is to say about them.
package struct SliceRendering: Hashable, Sendable {
    /// In the order of their names, which is the order in which schedulers try them.
    package let slices: [ResourceSlice]
    /// What was offered but could not be announced.
    package let omissions: [Omission]
    /// Why there is no slice at all, where that is so: a sentence without a final stop.
    package let withheldBecause: String?
}
