/// A difference of one accelerator between two surveys, as a line for people:
/// `+ 0000-08-00-4-0x25b6 (vf 0 of 0000:08:00.0, vfio-pci, group 106) ready`.
package struct DeviceChange: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case appeared = "+"
        case vanished = "-"
        case changed = "~"
    }

    package let kind: Kind
    package let name: DeviceName
    package let address: PCIAddress
    /// Why it is not ready, or not offered: a sentence without a final stop; nil where it is in order or gone.
    package let reason: String?
    /// Whether somebody should look at it: it has failed, or it vanished without having been unmade or excluded.
    package let isLoss: Bool
    /// `ready`, `pending`, `unbound` or `failed`; `gone` where it vanished.
    package let state: String
    package let description: String

    private init(_ kind: Kind, _ accelerator: Accelerator, _ outcome: String, isWanted: Bool = false) {
        self.kind = kind
        name = accelerator.name
        address = accelerator.address
        let isGone = kind == .vanished
        reason = isGone ? nil : accelerator.readiness.reason ?? accelerator.offer.reason
        isLoss = isGone ? !isWanted : accelerator.readiness.state == Readiness.failed("").state
        state = kind == .vanished ? "gone" : accelerator.readiness.state
        description = "\(kind.rawValue) \(accelerator.name) (\(Self.details(accelerator))) \(outcome)"
    }

    /// By address; what goes precedes what comes in its place.
    package static func all(from old: Inventory, to new: Inventory) -> [DeviceChange] {
        let (before, after) = (old.accelerators, new.accelerators)
        var changes: [DeviceChange] = []
        // Both are in the order of positions.
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            let wasThere = right == after.count || left < before.count && before[left].position <= after[right].position
            let isThere = left == before.count || right < after.count && after[right].position <= before[left].position
            if !(wasThere && isThere && before[left] == after[right]) {
                changes += Self.changes(
                    from: wasThere ? before[left] : nil, to: isThere ? after[right] : nil, in: new)
            }
            if wasThere { left += 1 }
            if isThere { right += 1 }
        }
        return changes
    }

    /// Whether somebody has asked for what is gone to go: a virtual function or a partition is unmade where its card is
    /// still there, and a configuration excludes devices.
    private static func isWanted(itsEnd gone: Accelerator, in inventory: Inventory) -> Bool {
        if inventory.omissions.contains(where: { $0.isChosen && $0.address == gone.address }) { return true }
        if let partition = gone.partition { return inventory.accelerators.contains { $0.name == partition.parent } }
        guard case .virtual(let parent, _) = gone.function.sriov else { return false }
        return inventory.accelerators.contains { $0.address == parent }
    }

    private static func changes(
        from old: Accelerator?, to new: Accelerator?, in inventory: Inventory
    ) -> [DeviceChange] {
        switch (old, new) {
        case (let old?, let new?) where old.name == new.name:
            return difference(from: old, to: new).map { [DeviceChange(.changed, new, $0)] } ?? []
        default:
            return [
                old.map { DeviceChange(.vanished, $0, "gone", isWanted: isWanted(itsEnd: $0, in: inventory)) },
                new.map { DeviceChange(.appeared, $0, outcome($0)) },
            ].compactMap(\.self)
        }
    }

    /// nil where people would see no difference: the speed of a link that saves power says nothing.
    private static func difference(from old: Accelerator, to new: Accelerator) -> String? {
        if details(old) != details(new) || outcome(old) != outcome(new) { return outcome(new) }
        guard old.nodes.map(\.path) != new.nodes.map(\.path) else { return nil }
        let nodes = new.nodes.isEmpty ? "none" : new.nodes.map(\.path).joined(separator: ", ")
        return "\(outcome(new)), its nodes are now \(nodes)"
    }

    private static func outcome(_ accelerator: Accelerator) -> String {
        let state = accelerator.readiness.state
        if let reason = accelerator.readiness.reason { return "\(state): \(reason)" }
        if case .ready = accelerator.readiness, let reason = accelerator.offer.reason {
            return "\(state), not offered: \(reason)"
        }
        return state
    }

    private static func details(_ accelerator: Accelerator) -> String {
        let function = accelerator.function
        let parts: [String?] = [
            role(function), function.sriov.isVirtual ? nil : function.name.product, function.driver ?? "no driver",
            function.sriov.physicalFunction.flatMap { $0.liveVFs > 0 ? "\($0.liveVFs) VFs" : nil },
            accelerator.attachment == .passthrough
                ? (function.iommuGroup?.number).map { "group \($0)" } : nil,
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func role(_ function: PCIFunction) -> String {
        guard case .virtual(let parent, let index) = function.sriov else {
            return function.pciClass.isDisplay ? "gpu" : "accelerator"
        }
        return index.map { "vf \($0) of \(parent)" } ?? "vf of \(parent)"
    }
}
