package import Delivery
package import Hardware
package import ResourceSlices

extension SlicePublication {
    /// A pool of so many devices, the first ones of `Inventory.devices`.
    package static func devices(_ count: Int, generation: Int64 = 1) -> SlicePublication {
        SlicePublication(.devices(count), .sample, generation: generation)
    }

    package init(_ inventory: Inventory, _ renderer: SliceRenderer, generation: Int64 = 1) {
        self.init(
            inventory: inventory, renderer: renderer,
            pool: PoolSnapshot(renderer.render(inventory).slices, generation: generation))
    }

    package func with(generation: Int64) -> SlicePublication {
        SlicePublication(
            inventory: inventory, renderer: renderer, pool: PoolSnapshot(pool.slices, generation: generation))
    }
}

extension SliceRenderer {
    /// Of driver gpu.apus.dev on node1, in the newest version.
    package static var sample: SliceRenderer { sample() }

    package static func sample(
        node: String = "node1", driver: String = "gpu.apus.dev", apiVersion: APIVersion = .v1,
        policy: PhysicalFunctionPolicy = .offer
    ) -> SliceRenderer {
        do {
            return try SliceRenderer(
                driver: DriverName(driver), nodeName: NodeName(node), dialect: SliceDialect(apiVersion: apiVersion),
                policy: policy)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
