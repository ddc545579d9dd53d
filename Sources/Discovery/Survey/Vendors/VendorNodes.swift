private import Files
internal import Hardware
internal import Sysfs

/// Nodes that the kernel's device tree does not show below any function.
struct VendorNodes {
    private let host: HostRoot

    init(_ host: HostRoot) { self.host = host }

    /// Gives devices of such families their nodes, where it is certain which are whose: by the address that the driver
    /// states, or because there is one device of the family and one set of nodes.
    func apply(to devices: inout [FoundDevice]) {
        let waiting = devices.indices.filter { devices[$0].readiness.isPending && devices[$0].attachment == .native }
        let families = Dictionary(grouping: waiting) { index in
            devices[index].function.driver.flatMap { KnownFamily.of(devices[index].function, driver: $0) }?.title
        }
        for (title, members) in families {
            guard let title, let family = KnownFamily.all.first(where: { $0.title == title }),
                case .unparented(let pattern) = family.nodes
            else { continue }
            let sets = sets(of: pattern)
            guard !sets.isEmpty else { continue }
            let isOnlyOne = sets.count == 1 && devices.count { family.contains($0.function) } == 1
            let byAddress = numbers(of: pattern)
            for index in members {
                let number = byAddress[devices[index].address] ?? (isOnlyOne ? sets.keys.first : nil)
                if let number, let nodes = sets[number] {
                    devices[index].nodes += nodes
                    devices[index].becomes(.ready)
                } else {
                    let names = sets.values.flatMap { $0.map(\.path) }.sorted().joined(separator: ", ")
                    devices[index].becomesUseless(
                        because: "its driver makes \(names) and does not say which belong to this function")
                }
            }
        }
    }

    /// Nodes that a family's driver makes once for all. One of several groups' serves only where there is no other.
    static func shared(_ shared: [SharedNode], in host: HostRoot) -> [DeviceNode] {
        guard !shared.isEmpty else { return [] }
        let names = (host.directory("/dev")?.names() ?? []).sorted()
        return shared.flatMap { shared in
            let matching = names.filter(shared.matches)
            return matching.count == 1 ? matching.compactMap { node($0, .vendorControl, in: host) } : []
        }
    }

    /// By the number in their names: `neuron0`; `memx0` together with `memx0_feature`.
    private func sets(of pattern: UnparentedNodes) -> [String: [DeviceNode]] {
        let directory = pattern.directory.isEmpty ? "" : pattern.directory + "/"
        var sets: [String: [DeviceNode]] = [:]
        for name in (host.directory("/dev/\(directory)")?.names() ?? []).sorted() {
            guard let number = pattern.number(in: directory + name),
                let node = Self.node(directory + name, .vendor, in: host)
            else { continue }
            sets[number, default: []].append(node)
        }
        return sets
    }

    /// By the address that the driver states in a file of each device: `rngd!npu0mgmt` holds that of number 0.
    private func numbers(of pattern: UnparentedNodes) -> [PCIAddress: String] {
        guard let addresses = pattern.addresses else { return [:] }
        let path = "/sys/class/\(addresses.subsystem)"
        var numbers: [PCIAddress: String] = [:]
        for name in host.directory(path)?.names() ?? [] {
            guard let number = pattern.number(in: String(name.map { $0 == "!" ? "/" : $0 })),
                let address = host.text("\(path)/\(name)/\(addresses.file)").flatMap({ PCIAddress($0) })
            else { continue }
            numbers[address] = number
        }
        return numbers
    }

    private static func node(_ name: String, _ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode? {
        switch host.node("/dev/\(name)", madeByKernel: false) {
        case .absent: nil
        case .unnumbered: DeviceNode(path: "/dev/\(name)", kind: kind)
        case .numbered(let number):
            DeviceNode(path: "/dev/\(name)", kind: kind, major: number.major, minor: number.minor)
        }
    }
}
