package import Hardware
package import ResourceSlices

/// One state of a node's pool, complete in itself.
package struct SlicePublication: Hashable, Sendable {
    /// What the slices were rendered from, for a sink that has to render for a server's own version and limits.
    package let inventory: Inventory
    /// Driver, node, policy, dialect and generation of `slices`.
    package let renderer: SliceRenderer
    /// All slices of the pool, in the order of their names.
    package let slices: [ResourceSlice]

    package init(inventory: Inventory, renderer: SliceRenderer, slices: [ResourceSlice]) {
        self.inventory = inventory
        self.renderer = renderer
        self.slices = slices
    }
}
