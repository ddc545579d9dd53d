package import CDI
private import Hardware
package import SystemPackage

extension PreparedClaim {
    /// The spec that gives containers the claim's devices; nil where one of them is not there now.
    ///
    /// It is made from the host as it is, for what is known of the claim: after a boot the same device has other nodes.
    package func spec(in surveyed: SurveyedDevices, metadata: FilePath) -> CDISpec? {
        var specDevices: [CDISpec.Device] = []
        var driverEdits: [ContainerEdits] = []
        for device in devices {
            let name = cdiName(of: device)
            // Two requests may have been given the same device; runtimes know it by one name.
            guard !specDevices.contains(where: { $0.name == name }) else { continue }
            guard let accelerator = surveyed[device.allocated.device], accelerator.isOffered else { return nil }
            driverEdits.append(device.driverEdits(accelerator, surveyed.inventory.driverFiles))
            let requests = devices.filter { cdiName(of: $0) == name }.map(\.allocated.baseRequest)
            specDevices.append(
                CDISpec.Device(name: name, edits: edits(of: device, accelerator, requests, metadata)))
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
