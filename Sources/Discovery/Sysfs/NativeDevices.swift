package import Hardware

/// What a function's own driver has registered for it.
package struct NativeDevices: Hashable, Sendable {
    /// Nodes that are there.
    package var nodes: [DeviceNode] = []
    /// Directories of DRM primary devices, as paths of the host, whether or not their nodes are there.
    package var cards: [String] = []

    mutating func add(_ device: ClassDevice?, _ kind: DeviceNode.Kind, in host: HostRoot) {
        if let node = device?.node(kind, in: host) { nodes.append(node) }
    }

    /// Connectors (`card0-DP-1`) and old control nodes are of no kind.
    static func drmKind(_ name: String) -> DeviceNode.Kind? {
        if name.hasPrefix("renderD"), Int(decimalDigits: name.dropFirst(7)) != nil { return .render }
        if name.hasPrefix("card"), Int(decimalDigits: name.dropFirst(4)) != nil { return .card }
        return nil
    }
}
