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
        if let node = finding.node { nodes.append(node) }
        if let fault = finding.fault, kind.isNeeded { faults.append(fault) }
    }

    /// Connectors (`card0-DP-1`) and old control nodes are of no kind.
    static func drmKind(_ name: String) -> DeviceNode.Kind? {
        if name.hasPrefix("renderD"), Int(decimalDigits: name.dropFirst(7)) != nil { return .render }
        if name.hasPrefix("card"), Int(decimalDigits: name.dropFirst(4)) != nil { return .card }
        return nil
    }
}

extension DeviceNode.Kind {
    /// Whether a device does not work without this node; what only monitors it or connects it further can wait.
    fileprivate var isNeeded: Bool { self != .accelControl && self != .uverbs }
}
