package import Documents
package import Hardware
package import ResourceSlices

/// One state of a node's pool, for all sinks the same.
package struct SlicePublication: Hashable, Sendable {
    /// What the slices were rendered from, for a sink that has to render for a server's own version and limits.
    package let inventory: Inventory
    /// The devices that claims hold beyond the inventory.
    package let held: [HeldDevice]
    /// Driver, node, policy and dialect of the slices.
    package let renderer: SliceRenderer
    package let pool: PoolSnapshot

    package init(
        inventory: Inventory, held: [HeldDevice] = [], renderer: SliceRenderer, pool: PoolSnapshot
    ) {
        self.inventory = inventory
        self.held = held
        self.renderer = renderer
        self.pool = pool
    }

    /// The devices, for whoever renders the same inventory by other rules, or a later inventory.
    package var devices: RenderedDevices { RenderedDevices(pool.slices, of: inventory, held: held) }

    /// The slices in the API version that was asked for.
    package var documents: [JSONValue] { pool.slices.map(document) }

    /// One of them.
    package func document(of slice: ResourceSlice) -> JSONValue {
        pool.document(of: slice, renderer.dialect.apiVersion)
    }
}
