private import Files
package import Hardware

extension FunctionFiles {
    /// DRM and accel devices that hang off the function, or off the virtio device on it, as virtio-gpu's do.
    package func nativeDevices(at path: String, in host: HostRoot) -> NativeDevices {
        var devices = NativeDevices()
        let parents = [""] + names.beginning(with: "virtio").sorted().map { "\($0)/" }
        for parent in parents {
            for (name, drm) in entries("\(parent)drm") {
                guard let kind = NativeDevices.drmKind(name) else { continue }
                if kind == .card { devices.cards.append("\(path)/\(drm)") }
                devices.add(ClassDevice(drm, of: directory, nodeName: "dri/\(name)"), kind, in: host)
            }
            for (name, accel) in entries("\(parent)accel") {
                // A monitoring node is no accelerator; only habanalabs' is known to go with one device.
                let isMonitor = name.hasPrefix("accel_control")
                guard !isMonitor || driver == "habanalabs" else { continue }
                let kind: DeviceNode.Kind = isMonitor ? .accelControl : .accel
                devices.add(ClassDevice(accel, of: directory, nodeName: "accel/\(name)"), kind, in: host)
                devices.nodes += [monitor(ofAccelerator: name, in: host)].compactMap(\.self)
            }
        }
        // Nodes of habanalabs before Linux 6.2.
        for (name, device) in entries("habanalabs") {
            let kind: DeviceNode.Kind = name.hasPrefix("hl_control") ? .accelControl : .accel
            devices.add(ClassDevice(device, of: directory, nodeName: name), kind, in: host)
        }
        for (name, device) in entries("infiniband_verbs") {
            devices.add(ClassDevice(device, of: directory, nodeName: "infiniband/\(name)"), .uverbs, in: host)
        }
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

    /// The firmware channels of a discrete Intel GPU: an auxiliary device of its driver, never the platform's own.
    package func firmwareChannels(in host: HostRoot) -> [DeviceNode] {
        (names.beginning(with: "i915.mei") + names.beginning(with: "xe.mei")).sorted().flatMap { auxiliary in
            entries("\(auxiliary)/mei").compactMap { name, device in
                ClassDevice(device, of: directory, nodeName: name)?.node(.mei, in: host)
            }
        }
    }

    /// The devices of a subsystem below the function, or below a device on it; paths are below the function.
    private func entries(_ subsystem: String) -> [(name: String, path: String)] {
        guard subsystem.utf8.contains(UInt8(ascii: "/")) || names.contains(subsystem) else { return [] }
        return (directory.subdirectory(subsystem)?.names() ?? []).sorted().map { ($0, "\(subsystem)/\($0)") }
    }
}
