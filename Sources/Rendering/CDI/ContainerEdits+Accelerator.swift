package import Hardware

extension ContainerEdits {
    /// Gives a container these nodes, each path once: devices share some, such as `/dev/kfd`.
    package func with(nodes: [Hardware.DeviceNode], permissions: String) -> ContainerEdits {
        var edits = self
        var paths: Set<String> = []
        edits.deviceNodes = nodes.filter { paths.insert($0.path).inserted }.map {
            DeviceNode(path: $0.path, hostPath: $0.hostPath, type: .character, permissions: permissions)
        }
        return edits
    }
}

extension Accelerator {
    /// By kind and path, whatever order they were found in.
    package var injectedNodes: [DeviceNode] {
        DeviceNode.Kind.allCases.filter(\.isInjected).flatMap { kind in
            nodes.filter { $0.kind == kind }.sorted { $0.path < $1.path }
        }
    }

    /// A function that is passed through needs nothing of its host's driver.
    package var usesDriverFiles: Bool { function.driver == "nvidia" && attachment == .native }
}
