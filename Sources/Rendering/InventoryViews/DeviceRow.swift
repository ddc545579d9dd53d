internal import CDI
package import Hardware

/// An accelerator as a row of a table, for pages; nil is unknown.
package struct DeviceRow: Hashable, Sendable {
    /// By which containers ask for it; absent where it is not offered.
    package let index: String?
    package let name: String
    package let address: String
    package let product: String
    package let driver: String?
    package let numaNode: String?
    package let memory: String?
    package let state: String
    package let mood: Mood
    /// Why it is not offered: a sentence without a final stop.
    package let reason: String?

    package enum Mood: String, Sendable {
        case good
        case attention
        case bad
        case neutral
    }
}

extension Inventory {
    /// By address, a card before its partitions.
    package var rows: [DeviceRow] {
        let places = CDINames(self).places
        let unit = MemoryUnit(fitting: accelerators.compactMap(\.memory?.bytes))
        return accelerators.map { accelerator in
            DeviceRow(
                index: places[accelerator.name], name: accelerator.name.description,
                address: accelerator.partition?.rowLabel ?? accelerator.address.description,
                product: accelerator.function.productLabel, driver: accelerator.function.driver,
                numaNode: accelerator.function.numaNode.map(String.init),
                memory: accelerator.memory.map { unit.text($0.bytes) }, state: stateLabel(of: accelerator),
                mood: state(of: accelerator).mood, reason: accelerator.offer.reason)
        }
    }
}

extension DeviceState {
    fileprivate var mood: DeviceRow.Mood {
        switch self {
        case .offered: .good
        case .waiting, .withoutDriver: .attention
        case .failed: .bad
        case .split, .notOffered, .management: .neutral
        }
    }
}
