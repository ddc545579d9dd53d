private import Files
package import Hardware

/// What a function's own driver has registered for it.
package struct NativeDevices: Hashable, Sendable {
    /// Nodes that are there.
    package var nodes: [DeviceNode] = []
    /// Directories of DRM primary devices, as paths of the host, whether or not their nodes are there.
    package var cards: [String] = []
    /// What is wrong with nodes that a workload needs.
    package var faults: [NodeFault] = []

    fileprivate mutating func add(_ device: ClassDevice?, _ kind: DeviceNode.Kind, in host: HostRoot) {
        guard let finding = device?.finding(kind, in: host) else { return }
        // A monitoring node may stand below its function and be found by its number besides.
        if let node = finding.node, !nodes.contains(where: { $0.path == node.path }) { nodes.append(node) }
        if let fault = finding.fault, kind.isNeeded { faults.append(fault) }
    }

    /// Adds what a driver has registered, of the subsystems whose nodes are for workloads.
    ///
    /// - Returns: The nodes of other subsystems, of which nobody knows whether a workload may have them.
    package mutating func add(_ registered: [RegisteredDevice], in host: HostRoot) -> [String] {
        var others: [String] = []
        for entry in registered where !entry.isForOthers {
            guard let kind = entry.kind else {
                others.append(entry.device.nodePath)
                continue
            }
            if !nodes.contains(where: { $0.path == entry.device.nodePath }) { add(entry.device, kind, in: host) }
        }
        return others
    }

    /// Connectors (`card0-DP-1`) and old control nodes are of no kind.
    fileprivate static func drmKind(_ name: String) -> DeviceNode.Kind? {
        if name.hasPrefix("renderD"), Int(decimalDigits: name.dropFirst(7)) != nil { return .render }
        if name.hasPrefix("card"), Int(decimalDigits: name.dropFirst(4)) != nil { return .card }
        return nil
    }
}

extension RegisteredDevice {
    /// Nil where it is not known to be for workloads.
    fileprivate var kind: DeviceNode.Kind? {
        switch subsystem {
        case "drm": return NativeDevices.drmKind(String(nodeName).lastPathComponent)
        case "accel": return .accel
        case "infiniband_verbs": return .uverbs
        default: break
        }
        return Self.vendors.contains { subsystem.hasPrefix($0) || nodeName.hasPrefix($0) } ? .vendor : nil
    }

    /// What the vendors' drivers call their classes or their nodes.
    private static let vendors = [
        "apex", "cambricon", "hailo", "h1x-", "iluvatar", "metis", "mtgpu", "npu", "rbln", "rngd", "tenstorrent",
        "xfpga",
    ]

    /// Nodes that reach further than the device, or have nothing to do with computing. None is ever given to a workload.
    package var isForOthers: Bool {
        let subsystems: Set<String> = [
            "drm_dp_aux_dev", "hwmon", "i2c-dev", "infiniband_mad", "input", "mei", "misc", "net", "nvme", "ptp",
            "sound",
            "tty", "vfio-dev", "watchdog", "xrt_mgmt",
        ]
        return subsystems.contains(subsystem) || nodeName.hasPrefix("xclmgmt")
            || nodeName.hasPrefix("accel/accel_control")
            || subsystem == "drm" && kind == nil
    }
}

extension DeviceNode.Kind {
    /// Whether a device does not work without this node; what only monitors it or connects it further can wait.
    fileprivate var isNeeded: Bool { self != .accelControl && self != .uverbs }
}

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
        return directory.names(of: subsystem).sorted().map { ($0, "\(subsystem)/\($0)") }
    }
}
