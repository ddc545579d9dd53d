extension PoolContent {
    /// What one slice holds.
    struct Part {
        var counterSets: [CounterSet] = []
        var devices: [SliceDevice] = []
    }

    /// The content cut into slices, slices of counter sets first; never fewer than one.
    func parts(within limits: SliceLimits) -> [Part] {
        let pages = Pages(devices) { Self.fits($0.map(\.element), limits) }.pages
        let parts =
            switch limits.counterLayout {
            case .unsupported: pages.map { Part(devices: $0) }
            case .besideDevices: pages.map { Part(counterSets: setsConsumed(by: $0), devices: $0) }
            case .ownSlices:
                Pages(counterSets) { $0.count <= limits.counterSets }.pages.map { Part(counterSets: $0) }
                    + pages.map { Part(devices: $0) }
            }
        return parts.isEmpty ? [Part()] : parts
    }

    private static func fits(_ devices: [SliceDevice], _ limits: SliceLimits) -> Bool {
        let sets = Set(devices.flatMap(\.consumesCounters).map(\.counterSet))
        let longest = sets.isEmpty ? limits.devices : limits.devicesWithCounters
        return devices.count <= longest
            && (limits.counterLayout != .besideDevices || sets.count <= limits.counterSets)
    }

    private func setsConsumed(by devices: [SliceDevice]) -> [CounterSet] {
        let names = Set(devices.flatMap(\.consumesCounters).map(\.counterSet))
        return counterSets.map(\.element).filter { names.contains($0.name) }
    }
}
