package import Hardware

/// What a function's own driver has registered for it.
package struct NativeDevices: Hashable, Sendable {
    /// Nodes that are there.
    package var nodes: [DeviceNode] = []
    /// Directories of DRM primary devices, as paths of the host, whether or not their nodes are there.
    package var cards: [String] = []
    /// What is wrong with nodes that a workload needs.
    package var faults: [NodeFault] = []

    mutating func add(_ device: ClassDevice?, _ kind: DeviceNode.Kind, in host: HostRoot) {
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
    static func drmKind(_ name: String) -> DeviceNode.Kind? {
        if name.hasPrefix("renderD"), Int(decimalDigits: name.dropFirst(7)) != nil { return .render }
        if name.hasPrefix("card"), Int(decimalDigits: name.dropFirst(4)) != nil { return .card }
        return nil
    }
}

extension RegisteredDevice {
    /// Nil where it is not known to be for workloads.
    fileprivate var kind: DeviceNode.Kind? {
        switch subsystem {
        case "drm": return NativeDevices.drmKind(nodeName.split(separator: "/").last.map(String.init) ?? "")
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
