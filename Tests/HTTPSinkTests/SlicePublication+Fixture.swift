import Delivery
import Hardware
import ResourceSlices

extension SlicePublication {
    /// The pool of a node without accelerators: one slice without devices.
    static func empty(node: String = "node-1", generation: Int64 = 1) throws -> SlicePublication {
        let renderer = try SliceRenderer(
            driver: DriverName("gpu.apus.dev"), nodeName: NodeName(node), dialect: SliceDialect(apiVersion: .v1))
        let inventory = Inventory()
        return SlicePublication(
            inventory: inventory, renderer: renderer,
            pool: PoolSnapshot(renderer.render(inventory).slices, generation: generation))
    }
}
