internal import Delivery
internal import Hardware
internal import ResourceSlices

/// A publication as slices for one server, by its rules.
struct ServerRendering {
    /// Empty where there is nothing to publish by these rules.
    let slices: [DesiredSlice]
    /// Counters were asked for and the server keeps none, so physical functions with virtual ones are hidden.
    let hidesForLackOfCounters: Bool

    init(_ publication: SlicePublication, _ dialect: SliceDialect, keepsCounters: Bool) throws(APIFailure) {
        let asked = publication.renderer
        hidesForLackOfCounters = asked.policy == .counters && !keepsCounters
        do throws(SliceError) {
            let renderer = try SliceRenderer(
                driver: asked.driver, nodeName: asked.nodeName, dialect: dialect,
                policy: hidesForLackOfCounters ? .hide : asked.policy)
            let inventory = publication.inventory
            let slices =
                renderer == asked
                ? publication.pool.slices
                : renderer.render(
                    hidesForLackOfCounters ? inventory.hidingSharedPhysicalFunctions : inventory,
                    held: publication.held, after: publication.devices
                ).slices
            self.slices = DesiredSlice.all(of: slices, in: dialect.apiVersion)
        } catch { throw .unwritable(error.description) }
    }
}

extension Inventory {
    /// Without the physical functions whose virtual ones are there too. Given away both, they would be one device in two
    /// hands.
    fileprivate var hidingSharedPhysicalFunctions: Inventory {
        let hidden = accelerators.map { accelerator in
            guard case .offered = accelerator.offer, accelerator.function.sriov.physicalFunction?.liveVFs ?? 0 > 0
            else {
                return accelerator
            }
            var hidden = accelerator
            hidden.offer = .withheld(as: .noSharedCounters, because: "the server keeps no shared counters")
            return hidden
        }
        return Inventory(host: host, accelerators: hidden, omissions: omissions)
    }
}
