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
    /// What a container is given that uses the device for these roles, by kind and path, whatever order the nodes were
    /// found in.
    package func injectedNodes(for roles: Set<DriverFiles.Role>) -> [DeviceNode] {
        nodes.filter { isInjected($0.kind, for: roles) }.sorted { ($0.kind.rank, $0.path) < ($1.kind.rank, $1.path) }
    }

    private func isInjected(_ kind: DeviceNode.Kind, for roles: Set<DriverFiles.Role>) -> Bool {
        switch (function.driver, kind) {
        // NVIDIA's programs compute by other nodes; these two draw, and encode what was drawn.
        case ("nvidia", .card), ("nvidia", .render): !roles.isDisjoint(with: [.graphics, .video, .display])
        case ("nvidia", .nvidiaModeset): !roles.isDisjoint(with: [.graphics, .display])
        // ROCm computes by /dev/kfd and the render node. The card node sets what screens show.
        case ("amdgpu", .card): false
        default: kind.isInjected
        }
    }

    /// A function that is passed through needs nothing of its host's driver.
    package var usesDriverFiles: Bool { function.driver == "nvidia" && attachment == .native }
}
