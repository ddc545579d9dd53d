extension PoolContent {
    /// What one slice holds.
    struct Part {
        var counterSets: [CounterSet] = []
        var devices: [SliceDevice] = []
    }

    /// The content cut into slices, slices of counter sets first; never fewer than one.
    func parts(within limits: SliceLimits) -> [Part] {
        // Where counter sets stand apart, a physical function need not share a slice with its virtual ones. These rarely
        // fit into one with it, and half-empty slices would be half as many again to write at each change of many.
        let isFree = limits.counterLayout == .ownSlices && !counterSets.isEmpty
        let pages = Pages(devices, isFree ? .full : .whole) { Self.fits($0, limits) }.pages
        let parts =
            switch limits.counterLayout {
            case .unsupported: pages.map { Part(devices: $0) }
            case .besideDevices: pages.map { Part(counterSets: setsConsumed(by: $0), devices: $0) }
            case .ownSlices:
                Pages(counterSets, .full) { $0.count <= limits.counterSets }.pages.map { Part(counterSets: $0) }
                    + pages.map { Part(devices: $0) }
            }
        return parts.isEmpty ? [Part()] : parts
    }

    private static func fits(_ entries: ArraySlice<Pages<SliceDevice>.Entry>, _ limits: SliceLimits) -> Bool {
        guard entries.count <= limits.devices else { return false }
        let sets = Set(entries.flatMap(\.element.consumesCounters).map(\.counterSet))
        return (sets.isEmpty || entries.count <= limits.devicesWithCounters)
            && (limits.counterLayout != .besideDevices || sets.count <= limits.counterSets)
    }

    private func setsConsumed(by devices: [SliceDevice]) -> [CounterSet] {
        let names = Set(devices.flatMap(\.consumesCounters).map(\.counterSet))
        return counterSets.map(\.element).filter { names.contains($0.name) }
    }
}
