package import Hardware

extension FunctionFiles {
    /// DRM and accel devices that hang off the function, or off the virtio device on it, as virtio-gpu's do.
    package func nativeDevices(at path: String, in host: HostRoot) -> NativeDevices {
        var devices = NativeDevices()
        let parents = [path] + names.filter { $0.hasPrefix("virtio") }.sorted().map { "\(path)/\($0)" }
        for parent in parents {
            for (name, drm) in entries("drm", of: parent, host) {
                guard let kind = NativeDevices.drmKind(name) else { continue }
                if kind == .card { devices.cards.append(drm) }
                devices.add(ClassDevice(at: drm, in: host, nodeName: "dri/\(name)"), kind, in: host)
            }
            for (name, accel) in entries("accel", of: parent, host) {
                devices.add(ClassDevice(at: accel, in: host, nodeName: "accel/\(name)"), .accel, in: host)
                devices.nodes += [monitor(ofAccelerator: name, in: host)].compactMap(\.self)
            }
        }
        devices.nodes += habanalabsNodes(at: path, in: host)
        return devices
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
        entries("habanalabs", of: path, host).compactMap { name, directory in
            ClassDevice(at: directory, in: host, nodeName: name)?
                .node(name.hasPrefix("hl_control") ? .accelControl : .accel, in: host)
        }
            + entries("infiniband_verbs", of: path, host).compactMap { name, directory in
                ClassDevice(at: directory, in: host, nodeName: "infiniband/\(name)")?.node(.uverbs, in: host)
            }
    }

    /// The firmware channels of a discrete Intel GPU: an auxiliary device of its driver, never the platform's own.
    package func firmwareChannels(at path: String, in host: HostRoot) -> [DeviceNode] {
        names.filter { $0.hasPrefix("i915.mei") || $0.hasPrefix("xe.mei") }.sorted().flatMap { auxiliary in
            entries("mei", of: "\(path)/\(auxiliary)", host).compactMap { name, directory in
                ClassDevice(at: directory, in: host, nodeName: name)?.node(.mei, in: host)
            }
        }
    }

    /// The devices of a subsystem below the function, or below a device on it.
    private func entries(
        _ subsystem: String, of parent: String, _ host: HostRoot
    ) -> [(name: String, directory: String)] {
        guard !parent.hasSuffix(address.description) || names.contains(subsystem) else { return [] }
        let directory = "\(parent)/\(subsystem)"
        return (host.directory(directory)?.names() ?? []).sorted().map { ($0, "\(directory)/\($0)") }
    }
}
