package import Hardware

extension Spec {
    /// The spec of what an inventory offers; nil when it offers nothing, since a spec needs a device.
    ///
    /// Devices stand in the order of their PCI addresses, each under three names that follow one another:
    /// `0000-03-00-0-0x56a0`, which stays; `0000:03:00.0`, which people know, unless the card has partitions, which share
    /// it; and its place among the offered ones, `0`.
    /// The last device is `all`, every native one. So a device that comes or goes changes its own lines, the numbers
    /// after it and `all`, and nothing else.
    ///
    /// Nodes go without major and minor: vfio and nvidia-uvm get theirs anew at each boot, so the runtime has to look.
    package init?(inventory: Inventory, kind: Kind) {
        var devices: [Device] = []
        var nativeNodes: [DeviceNode] = []
        for (index, accelerator) in inventory.offered.enumerated() {
            // A device without edits would make runtimes refuse the whole file.
            guard !accelerator.injectedNodes.isEmpty else { continue }
            let edits = ContainerEdits(nodes: accelerator.injectedNodes)
            let address = accelerator.partition == nil ? accelerator.address.description : nil
            let names = [accelerator.name.description, address, String(index)]
            devices += names.compactMap(\.self).map { Device(name: $0, edits: edits) }
            // Passed-through devices are for virtual machines; a container that asks for all wants to compute.
            if accelerator.attachment == .native { nativeNodes += accelerator.injectedNodes }
        }
        guard !devices.isEmpty else { return nil }
        if !nativeNodes.isEmpty { devices.append(Device(name: "all", edits: ContainerEdits(nodes: nativeNodes))) }
        self.init(kind: kind, devices: devices)
    }
}

extension Accelerator {
    /// By kind and path, whatever order they were found in.
    fileprivate var injectedNodes: [DeviceNode] {
        DeviceNode.Kind.allCases.filter(\.isInjected).flatMap { kind in
            nodes.filter { $0.kind == kind }.sorted { $0.path < $1.path }
        }
    }
}

extension ContainerEdits {
    /// Each path once: `all` meets the nodes that devices share, such as `/dev/kfd`, many times.
    fileprivate init(nodes: [Hardware.DeviceNode]) {
        var paths: Set<String> = []
        self.init(
            deviceNodes: nodes.filter { paths.insert($0.path).inserted }.map {
                DeviceNode(path: $0.path, type: .character, permissions: "rw")
            })
    }
}
