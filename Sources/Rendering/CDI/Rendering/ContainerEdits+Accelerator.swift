package import Hardware

extension ContainerEdits {
    /// Gives a container these nodes, each path once: devices share some, such as `/dev/kfd`.
    package func with(nodes: [Hardware.DeviceNode], permissions: String) -> ContainerEdits {
        var edits = self
        var paths = Set<String>(minimumCapacity: nodes.count)
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
        var injected = nodes.filter { isInjected($0.kind, for: roles) }
        injected.sort { ($0.kind.rank, $0.path) < ($1.kind.rank, $1.path) }
        return injected
    }

    /// Whether a container is given anything.
    var hasInjectedNodes: Bool { nodes.contains { isInjected($0.kind, for: []) } }

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

/// What users of devices need of their drivers besides nodes: NVIDIA's files for some roles, and configuration where the
/// host has it. Made once for all devices of a host, since NVIDIA's files are many.
package struct DriverEdits {
    private let nvidia: ContainerEdits

    package init(_ driverFiles: DriverFiles?, roles: Set<DriverFiles.Role>) {
        nvidia = driverFiles.map { ContainerEdits(driverFiles: $0, roles: roles) } ?? ContainerEdits()
    }

    package func edits(for accelerators: [Accelerator]) -> ContainerEdits {
        var edits = accelerators.contains(where: \.usesDriverFiles) ? nvidia : ContainerEdits()
        var paths: Set<String> = []
        for path in accelerators.flatMap(\.configurationFiles) where paths.insert(path).inserted {
            edits.mounts.append(ContainerEdits.Mount(readOnly: path, at: path))
        }
        return edits
    }
}

extension ContainerEdits {
    /// Gives a container the driver's files for these roles without a hook: each library bound, read-only, onto the
    /// names that programs load it by, in the directories that loaders search by themselves.
    ///
    /// Never `LD_LIBRARY_PATH`: a CDI spec would replace what the image sets.
    fileprivate init(driverFiles: DriverFiles, roles: Set<DriverFiles.Role>) {
        var mounts: [Mount] = []
        for library in driverFiles.libraries where !library.roles.isDisjoint(with: roles) {
            for directory in Self.libraryDirectories(driverFiles.triplet) {
                mounts += library.names.map { Mount(readOnly: library.path, at: "\(directory)/\($0)") }
            }
        }
        for file in driverFiles.files where !file.roles.isDisjoint(with: roles) {
            mounts.append(Mount(readOnly: file.path, at: file.containerPath))
        }
        guard !mounts.isEmpty else {
            self.init()
            return
        }
        // So that a runtime hook of NVIDIA's does not inject a second time.
        var env = ["NVIDIA_VISIBLE_DEVICES=void"]
        // Triton would ask `ldconfig -p`, which does not know of bound files.
        if roles.contains(.compute) { env.append("TRITON_LIBCUDA_PATH=\(Self.redHat)") }
        self.init(env: env, mounts: mounts)
    }

    /// Searched by the loaders of Fedora's family and of SUSE.
    private static let redHat = "/usr/lib64"

    /// Debian's family searches the triplet's directory first, so that an image's own, older file does not win.
    private static func libraryDirectories(_ triplet: String) -> [String] {
        [redHat, "/usr/lib", "/usr/lib/\(triplet)"]
    }
}

extension ContainerEdits.Mount {
    init(readOnly path: String, at containerPath: String) {
        self.init(
            hostPath: path, containerPath: containerPath, options: ["ro", "nosuid", "nodev", "rbind", "rprivate"])
    }
}

extension ContainerEdits {
    /// Tells Gaudi's libraries what a container has: its devices by the numbers of their nodes, and by their places on the
    /// board, where the driver says them of all. A runtime keeps the last value of a variable, so they are set only where
    /// these are all Gaudis of a container.
    package static func gaudiVariables(of accelerators: [Accelerator]) -> [String] {
        let gaudis = accelerators.filter(\.isGaudi)
        let numbers = gaudis.compactMap(\.nodeNumber)
        guard !gaudis.isEmpty, numbers.count == gaudis.count else { return [] }
        let modules = gaudis.compactMap(\.module)
        return ["HABANA_VISIBLE_DEVICES=\(numbers.map(String.init).joined(separator: ","))"]
            + (modules.count < gaudis.count
                ? [] : ["HABANA_VISIBLE_MODULES=\(modules.map(String.init).joined(separator: ","))"])
    }
}

extension Accelerator {
    package var isGaudi: Bool { function.driver == "habanalabs" && attachment == .native }

    /// N of `/dev/accel/accelN`, or of `/dev/hlN`.
    fileprivate var nodeNumber: UInt? {
        guard let path = nodes.first(where: { $0.kind == .accel })?.path else { return nil }
        return UInt(String(path.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()))
    }
}
