package import CDI
private import Hardware
package import SystemPackage

extension PreparedClaim {
    /// What the claim's containers are given of the machine as it is now.
    package struct Content: Hashable, Sendable {
        package let spec: CDISpec
        /// Those that the spec mounts, of nodes.
        package let links: [String: String]
    }

    /// Nil where one of the devices is not there now.
    ///
    /// It is made from the host as it is, for what is known of the claim: after a boot the same device has other nodes.
    package func content(in surveyed: SurveyedDevices, metadata: FilePath) -> Content? {
        let links = links(in: surveyed)
        return spec(in: surveyed, links, metadata).map { Content(spec: $0, links: links) }
    }

    private func spec(in surveyed: SurveyedDevices, _ links: [String: String], _ metadata: FilePath) -> CDISpec? {
        var specDevices: [CDISpec.Device] = []
        var driverEdits: [ContainerEdits] = []
        var mount = links.isEmpty ? nil : NodeLinks.mount(linkDirectory.string)
        let gaudis = ContainerEdits.gaudiVariables(of: whole(in: surveyed, where: \.isGaudi))
        for device in devices {
            let name = cdiName(of: device)
            // Two requests may have been given the same device; runtimes know it by one name.
            guard !specDevices.contains(where: { $0.name == name }) else { continue }
            guard let accelerator = surveyed[device.allocated.device], accelerator.isOffered else { return nil }
            driverEdits.append(device.driverEdits(accelerator, surveyed.inventory.driverFiles))
            let requests = devices.filter { cdiName(of: $0) == name }.map(\.allocated.baseRequest)
            var edits = edits(of: device, accelerator, requests, metadata)
            if accelerator.isGaudi { edits.env = gaudis + edits.env }
            if let links = mount, NodeLinks.isLinked(accelerator) {
                edits.mounts.append(links)
                mount = nil
            }
            specDevices.append(CDISpec.Device(name: name, edits: edits))
        }
        // A driver's files are many, and most often the same for all.
        guard let common = driverEdits.first, !driverEdits.contains(where: { $0 != common }) else {
            for (index, edits) in driverEdits.enumerated() {
                specDevices[index].edits.env = edits.env + specDevices[index].edits.env
                specDevices[index].edits.mounts = edits.mounts + specDevices[index].edits.mounts
            }
            return CDISpec(kind: kind, devices: specDevices)
        }
        return CDISpec(kind: kind, devices: specDevices, edits: common)
    }

    /// The claim's devices of a sort, where its containers are given all of them or none: a container is given what some
    /// requests have, and those of two requests may go to two containers.
    private func whole(in surveyed: SurveyedDevices, where isWanted: (Accelerator) -> Bool) -> [Accelerator] {
        var accelerators: [Accelerator] = []
        var requests: Set<String> = []
        for device in devices {
            guard let accelerator = surveyed[device.allocated.device], isWanted(accelerator) else { continue }
            requests.insert(device.allocated.baseRequest)
            if !accelerators.contains(where: { $0.name == accelerator.name }) { accelerators.append(accelerator) }
        }
        return requests.count == 1 ? accelerators : []
    }

    private func links(in surveyed: SurveyedDevices) -> [String: String] {
        NodeLinks.links(of: whole(in: surveyed, where: NodeLinks.isLinked))
    }

    private func edits(
        of device: Device, _ accelerator: Accelerator, _ requests: [String], _ metadata: FilePath
    ) -> ContainerEdits {
        let own = device.settings.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ContainerEdits(
            env: own + requests.flatMap(variables),
            mounts: requests.map { request in
                ContainerEdits.Mount(
                    hostPath: metadata.appending(DeviceMetadata.fileName(of: self, request)).string,
                    containerPath: DeviceMetadata.containerPath(of: self, request),
                    options: ["ro", "nosuid", "nodev", "bind"])
            }
        ).with(
            nodes: accelerator.injectedNodes(for: device.settings.driverRoles),
            permissions: device.settings.access.rawValue)
    }

    /// Tells a program what it was given: `APUS_DEVICES_GPU=0000-03-00-0-0x56a0`, and the addresses in the same order.
    ///
    /// A runtime keeps the last value of a variable, and a container is given all devices of a request or none, so each
    /// of a request's devices brings the whole list. Without the request's name it would be wrong where a container has
    /// one request of several, so there it is left out.
    private func variables(of request: String) -> [String] {
        let devices = devices(of: request)
        let names = devices.map(\.allocated.device).joined(separator: ",")
        let addresses = devices.map(\.address.description).joined(separator: ",")
        let suffix = "_" + String(decoding: request.uppercased().utf8.map { $0 == 0x2d ? 0x5f : $0 }, as: UTF8.self)
        return (requests.count == 1 ? ["", suffix] : [suffix]).flatMap {
            ["APUS_DEVICES\($0)=\(names)", "APUS_PCI_ADDRESSES\($0)=\(addresses)"]
        }
    }
}

extension PreparedClaim.Device {
    fileprivate func driverEdits(_ accelerator: Accelerator, _ files: DriverFiles?) -> ContainerEdits {
        DriverEdits(files, roles: settings.driverRoles).edits(for: [accelerator])
    }
}
