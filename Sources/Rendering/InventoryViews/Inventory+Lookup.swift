package import CDI
package import Hardware

extension Inventory {
    /// The devices that a person may mean: by name, uuid, place, CDI name, or address; a card's address also means its
    /// partitions.
    package func devices(called text: String, kind: CDIKind = .standard) -> [Accelerator] {
        let prefix = "\(kind)="
        let name = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        if let address = PCIAddress(name) { return accelerators.filter { $0.address == address } }
        let place = CDINames(self).places.first { $0.value == name }?.key
        return accelerators.filter { $0.name.description == name || $0.uuid == name || $0.name == place }
    }
}
