internal import Hardware

/// What a pool announces, before it is cut into slices.
struct PoolContent {
    private(set) var devices: [Pages<SliceDevice>.Entry] = []
    private(set) var counterSets: [Pages<CounterSet>.Entry] = []
    private(set) var omissions: [Omission] = []

    init(
        _ inventory: Inventory, held: [HeldDevice], after rendered: RenderedDevices?, of driver: DriverName,
        policy: PhysicalFunctionPolicy, limits: SliceLimits
    ) {
        let heldNames = Set(held.map(\.name))
        var announced = inventory.accelerators.filter { accelerator in
            accelerator.isOffered || (!held.isEmpty && heldNames.contains(accelerator.name.description))
        }
        if policy == .counters { leaveOutUnsharable(of: &announced, limits: limits) }
        let sharing = policy == .counters ? announced.filter { $0.liveVFs > 0 } : []
        let sets = Dictionary(sharing.map { ($0.name.description, $0.counterSet) }) { first, _ in first }
        var seen: Set<String> = []
        for accelerator in sharing where seen.insert(accelerator.name.description).inserted {
            counterSets.append((PageKey(accelerator), accelerator.counterSet))
        }
        let parents = Set(announced.compactMap(\.function.sriov.parent))
        let parentsFound = Dictionary(
            inventory.accelerators.filter { parents.contains($0.address) }.map { ($0.address, $0) }
        ) { first, _ in first }
        var names: Set<String> = []
        for accelerator in announced where accelerator.isOffered {
            let parent = accelerator.function.sriov.parent.flatMap { parentsFound[$0] }
            var device =
                rendered?.device(of: accelerator, physicalFunction: parent)
                ?? SliceDevice(accelerator, physicalFunction: parent)
            guard names.insert(device.name).inserted else {
                // Schedulers call a pool invalid, with all its devices, when a name repeats.
                omissions.append(
                    Omission(
                        address: accelerator.address, what: "device \(device.name)",
                        why: "the pool has a device of that name already"))
                continue
            }
            device.share(sets)
            devices.append((PageKey(accelerator), device))
        }
        for device in held where names.insert(device.name).inserted {
            var entry = SliceDevice(
                name: device.name, attributes: device.attributes, capacity: device.capacity, consumesCounters: [],
                taints: [])
            if limits.hasTaints { entry.taints = [device.taint(of: driver)] }
            entry.share(sets)
            devices.append((PageKey(device), entry))
        }
    }

    /// Where counters stand beside the devices, a physical function, its virtual functions and its counter set must
    /// be in one slice. Where they are too many for one, the virtual functions are worth more than the physical one,
    /// whose use would exclude them all; so that is left out, as the policy `hide` does.
    private mutating func leaveOutUnsharable(of offered: inout [Accelerator], limits: SliceLimits) {
        guard limits.counterLayout == .besideDevices else { return }
        let virtualFunctions = Dictionary(grouping: offered.compactMap(\.function.sriov.parent)) { $0 }
        offered.removeAll { accelerator in
            guard accelerator.liveVFs > 0,
                let count = virtualFunctions[accelerator.address]?.count, count >= limits.devicesWithCounters
            else { return false }
            omissions.append(
                Omission(
                    address: accelerator.address, what: "device \(accelerator.name)",
                    why: """
                        before Kubernetes 1.35 it must share one slice of \(limits.devicesWithCounters) devices with \
                        its \(count) virtual functions, so only these are announced
                        """))
            return true
        }
    }
}

private let counter = "vfs"

extension Accelerator {
    /// None of a partition: those are its card's.
    fileprivate var liveVFs: Int { partition == nil ? function.sriov.physicalFunction?.liveVFs ?? 0 : 0 }

    /// Of a physical function that has virtual functions now.
    fileprivate var counterSet: CounterSet {
        CounterSet(name: "\(name)-vfs", counters: [counter: .count(UInt64(liveVFs))])
    }
}

extension SliceDevice {
    /// The physical function takes the whole counter and a virtual function one of it: whoever comes first excludes
    /// the other. `sets` are by the physical function's name.
    fileprivate mutating func share(_ sets: [String: CounterSet]) {
        if let set = sets[name] {
            consumesCounters = [CounterConsumption(counterSet: set.name, counters: set.counters)]
            capacity[.vfs] = set.counters[counter]
        } else if case .string(let parent)? = attributes[.pfDevice], let set = sets[parent] {
            consumesCounters = [CounterConsumption(counterSet: set.name, counters: [counter: .count(1)])]
        }
    }
}

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
        let isPlain = sets.isEmpty && entries.allSatisfy(\.element.taints.isEmpty)
        return (isPlain || entries.count <= limits.devicesWithCounters)
            && (limits.counterLayout != .besideDevices || sets.count <= limits.counterSets)
    }

    private func setsConsumed(by devices: [SliceDevice]) -> [CounterSet] {
        let names = Set(devices.flatMap(\.consumesCounters).map(\.counterSet))
        return counterSets.map(\.element).filter { names.contains($0.name) }
    }
}
