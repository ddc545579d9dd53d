package import Hardware

extension FunctionFiles {
    /// DRM and accel nodes that hang off the function, or off the virtio device on it, as virtio-gpu's do.
    package func nativeNodes(at path: String, in host: HostRoot) -> [DeviceNode] {
        let parents = [path] + names.filter { $0.hasPrefix("virtio") }.sorted().map { "\(path)/\($0)" }
        return parents.flatMap { parent in
            classDevices(parent, "drm", host, nodeDirectory: "dri/").compactMap { device, name in
                drmKind(name).flatMap { device.node($0, in: host) }
            }
                + classDevices(parent, "accel", host, nodeDirectory: "accel/").flatMap { device, name in
                    [device.node(.accel, in: host), monitor(ofAccelerator: name, in: host)].compactMap(\.self)
                }
        } + habanalabsNodes(at: path, in: host)
    }

    /// habanalabs' monitoring node has no place below its function, only the accelerator's number in its name:
    /// `accel_controlD0` goes with `accel0`.
    private func monitor(ofAccelerator name: String, in host: HostRoot) -> DeviceNode? {
        guard driver == "habanalabs", name.hasPrefix("accel") else { return nil }
        let monitor = "accel_controlD\(name.dropFirst(5))"
        return ClassDevice(at: "/sys/class/accel/\(monitor)", in: host, nodeName: "accel/\(monitor)")?
            .node(.accelControl, in: host)
    }

    /// Nodes of habanalabs drivers before Linux 6.2, and the network ports of its devices.
    private func habanalabsNodes(at path: String, in host: HostRoot) -> [DeviceNode] {
        classDevices(path, "habanalabs", host, nodeDirectory: "").compactMap { device, name in
            device.node(name.hasPrefix("hl_control") ? .accelControl : .accel, in: host)
        }
            + classDevices(path, "infiniband_verbs", host, nodeDirectory: "infiniband/").compactMap { device, _ in
                device.node(.uverbs, in: host)
            }
    }

    /// The firmware channels of a discrete Intel GPU: an auxiliary device of its driver, never the platform's own.
    package func firmwareChannels(at path: String, in host: HostRoot) -> [DeviceNode] {
        names.filter { $0.hasPrefix("i915.mei") || $0.hasPrefix("xe.mei") }.sorted().flatMap { auxiliary in
            classDevices("\(path)/\(auxiliary)", "mei", host, nodeDirectory: "").compactMap { device, _ in
                device.node(.mei, in: host)
            }
        }
    }

    /// The DRM devices' directories: `card0` and its own attributes. Connectors are not among them.
    package func cardDirectories(at path: String, in host: HostRoot) -> [String] {
        guard names.contains("drm") else { return [] }
        return (host.directory("\(path)/drm")?.names() ?? []).filter { drmKind($0) == .card }.sorted()
            .map { "\(path)/drm/\($0)" }
    }

    private func classDevices(
        _ parent: String, _ subsystem: String, _ host: HostRoot, nodeDirectory: String
    ) -> [(ClassDevice, name: String)] {
        guard parent.hasSuffix(address.description) == false || names.contains(subsystem),
            let directory = host.directory("\(parent)/\(subsystem)")
        else { return [] }
        return directory.names().sorted().compactMap { name in
            ClassDevice(at: "\(parent)/\(subsystem)/\(name)", in: host, nodeName: nodeDirectory + name)
                .map { ($0, name: name) }
        }
    }

    private func drmKind(_ name: String) -> DeviceNode.Kind? {
        if name.hasPrefix("renderD"), Int(decimalDigits: name.dropFirst(7)) != nil { return .render }
        if name.hasPrefix("card"), Int(decimalDigits: name.dropFirst(4)) != nil { return .card }
        return nil
    }
}
