private import Files
package import Hardware

/// What a GPU is divided into: GPU instances, and in each of them compute instances, which are what workloads use.
package struct MIGDivision: Hashable, Sendable {
    package let gpuInstances: Int
    /// By the ids of both.
    package let instances: [MIGInstance]
}

/// A compute instance in its GPU instance.
package struct MIGInstance: Hashable, Sendable {
    package let gpuInstance: UInt16
    package let computeInstance: UInt16
    /// Those that give access to it, one for each of the two, as far as they are there.
    package var nodes: [DeviceNode] = []
    /// Why it cannot be used yet: a sentence without a final stop.
    package var obstacle: String?
}

extension NVIDIADriver {
    /// What the driver shows below `/proc/driver/nvidia/capabilities`; nil where the GPU is whole. A GPU in MIG mode
    /// without any instance does not show there.
    package func division(of gpu: NVIDIAGPU) -> MIGDivision? {
        guard let minor = gpu.minor else { return nil }
        let directory = "/proc/driver/nvidia/capabilities/gpu\(minor)/mig"
        let gpuInstances = numbers("gi", in: directory)
        guard !gpuInstances.isEmpty else { return nil }
        let instances = gpuInstances.flatMap { gpuInstance in
            let directory = "\(directory)/gi\(gpuInstance)"
            return numbers("ci", in: directory).map { computeInstance in
                var instance = MIGInstance(gpuInstance: gpuInstance, computeInstance: computeInstance)
                for access in ["\(directory)/access", "\(directory)/ci\(computeInstance)/access"] {
                    add(access, to: &instance)
                }
                return instance
            }
        }
        return MIGDivision(gpuInstances: gpuInstances.count, instances: instances)
    }

    private func add(_ access: String, to instance: inout MIGInstance) {
        guard let minor = deviceFileMinor(host.text(access) ?? "") else {
            instance.obstacle = instance.obstacle ?? "\(access) does not say by which node the instance is used"
            return
        }
        let finding = finding(
            "/dev/nvidia-caps/nvidia-cap\(minor)", .nvidiaCapability, major: majors.major(of: "nvidia-caps"),
            minor: minor)
        if let node = finding.node { instance.nodes.append(node) }
        guard instance.obstacle == nil, let fault = finding.fault else { return }
        instance.obstacle =
            switch fault {
            case .missing(let path): "\(path) is not there yet; `nvidia-modprobe -f \(access)` makes it"
            case .misnumbered: fault.description
            }
    }

    private func numbers(_ prefix: String, in directory: String) -> [UInt16] {
        let numbers = (host.directory(directory)?.names() ?? []).compactMap { name in
            name.hasPrefix(prefix) ? UInt16(decimalDigits: name.dropFirst(prefix.count)) : nil
        }
        return numbers.sorted()
    }

    /// A capability's file: `DeviceFileMinor: 12`.
    private func deviceFileMinor(_ text: String) -> UInt32? {
        for line in text.split(separator: "\n") where line.hasPrefix("DeviceFileMinor:") {
            return line.split(separator: " ").last.flatMap { UInt32(decimalDigits: $0) }
        }
        return nil
    }
}
