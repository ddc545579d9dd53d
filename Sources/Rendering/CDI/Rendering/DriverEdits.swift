package import Hardware

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
