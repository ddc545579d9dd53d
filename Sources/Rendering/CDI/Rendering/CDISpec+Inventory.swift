package import Hardware

extension CDISpec {
    /// The spec of what an inventory offers; nil when it offers nothing, since a spec needs a device.
    ///
    /// Devices stand in the order of their PCI addresses, each under names that follow one another:
    /// `0000-03-00-0-0x56a0`, which stays; `0000:03:00.0`, which people know, unless the card has partitions, which share
    /// it; the uuid that NVIDIA's tools print; and its place among the offered ones, `0`. The MIG instances of one GPU
    /// have one place together, and in it their own: `0:1`.
    /// The last device is `all`, every native one. So a device that comes or goes changes its own lines, the numbers
    /// after it and `all`, and nothing else.
    ///
    /// Nodes go without major and minor: vfio and nvidia-uvm get theirs anew at each boot, so the runtime has to look.
    ///
    /// Devices bring along what their drivers' users need besides nodes. What all have in common stands in the spec once.
    ///
    /// Only who stages links of nodes can have containers mount them. Those, and variables of which a container keeps the
    /// last, come with a device that is the only one of its vendor's, and with `all`.
    package init?(
        inventory: Inventory, kind: CDIKind, roles: Set<DriverFiles.Role> = DriverFiles.Role.standard,
        links: NodeLinks? = nil
    ) {
        var devices: [Device] = []
        var native: [Accelerator] = []
        let drivers = DriverEdits(inventory.driverFiles, roles: roles)
        let names = CDINames(inventory)
        let gaudis = Set(inventory.accelerators.lazy.filter { $0.isOffered && $0.isGaudi }.map(\.address))
        let edits = { (accelerators: [Accelerator], device: String) in
            var edits = drivers.edits(for: accelerators)
                .with(nodes: accelerators.flatMap { $0.injectedNodes(for: roles) }, permissions: "rw")
            if let mount = links?.mount(for: device) { edits.mounts.append(mount) }
            if !gaudis.isEmpty, gaudis.isSubset(of: accelerators.map(\.address)) {
                edits.env += ContainerEdits.gaudiVariables(of: accelerators)
            }
            return edits
        }
        for (accelerator, names) in names.devices {
            let own = edits([accelerator], names[0])
            for name in names { devices.append(Device(name: name, edits: own)) }
            // Passed-through devices are for virtual machines; a container that asks for all wants to compute.
            if accelerator.attachment == .native { native.append(accelerator) }
        }
        guard !devices.isEmpty else { return nil }
        if !native.isEmpty { devices.append(Device(name: NodeLinks.all, edits: edits(native, NodeLinks.all))) }
        let common = Self.takeCommonEdits(of: &devices)
        self.init(kind: kind, devices: devices, edits: common)
    }

    /// Environment and mounts that all devices have.
    private static func takeCommonEdits(of devices: inout [Device]) -> ContainerEdits {
        guard let first = devices.first?.edits,
            devices.allSatisfy({ $0.edits.env == first.env && $0.edits.mounts == first.mounts })
        else { return ContainerEdits() }
        for index in devices.indices {
            devices[index].edits.env = []
            devices[index].edits.mounts = []
        }
        return ContainerEdits(env: first.env, mounts: first.mounts)
    }
}
