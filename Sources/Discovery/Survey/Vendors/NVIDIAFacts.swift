internal import DriverFacts
internal import Hardware

/// Joins GPUs with what only their driver's library tells: memory, architecture, what CUDA they have, the sizes of their
/// MIG instances.
struct NVIDIAFacts {
    let source: any DriverFactsSource

    /// - Returns: What the driver has told; nil where nobody could be asked, or nothing was answered.
    func join(
        _ devices: inout [FoundDevice], _ files: DriverFiles?, omissions: inout [Omission]
    ) -> DriverFacts? {
        guard let library = files?.managementLibrary, let version = files?.version else { return nil }
        let asked = devices.filter(\.isAsked)
        guard !asked.isEmpty else { return nil }
        let answer = source.facts(
            DriverFactsQuestion(
                to: .library(library, driverVersion: version),
                gpus: asked.map { gpu in
                    let instances = devices.filter { $0.address == gpu.address }.compactMap(\.partition?.division)
                    return .init(address: gpu.address, uuid: gpu.uuid, instances: instances.map { "\($0)" })
                }))
        for (address, fault) in answer.faults {
            omissions.append(Omission(address: address, what: "facts of the driver nvidia", why: fault))
        }
        let facts = Dictionary(answer.facts.gpus.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        for index in devices.indices where devices[index].function.driver == "nvidia" {
            guard let gpu = facts[devices[index].address] else { continue }
            devices[index].cudaDriverVersion = answer.facts.cudaDriverVersion
            devices[index].take(gpu)
        }
        return answer.facts.gpus.isEmpty ? nil : answer.facts
    }
}

extension DriverFiles {
    fileprivate var managementLibrary: String? {
        libraries.first { $0.names.first == "libnvidia-ml.so.1" }?.path
    }
}

extension FoundDevice {
    /// A GPU that works, whole or divided.
    fileprivate var isAsked: Bool {
        function.driver == "nvidia" && partition == nil && readiness == .ready && nodes.contains { $0.kind == .nvidia }
    }

    fileprivate mutating func take(_ gpu: DriverFacts.GPU) {
        function.name.driverName = gpu.name ?? function.name.driverName
        function.name.driverArchitecture = gpu.architecture
        brand = gpu.brand
        serial = gpu.serial
        cudaComputeCapability = gpu.cudaComputeCapability
        guard case .mig(let gpuInstance, let computeInstance, _)? = partition?.division else {
            guard partition == nil else { return }
            memory = gpu.memoryBytes.map { DeviceMemory(bytes: $0, source: .nvml) }
            uuid = uuid ?? gpu.uuid
            if gpu.isInMIGMode == true, attachment == .native {
                becomesUseless(because: "in MIG mode without any instance (nvidia-smi mig -cgi makes some)")
            }
            return
        }
        let facts = gpu.instances.first { $0.gpuInstance == gpuInstance && $0.computeInstance == computeInstance }
        partition?.division = .mig(
            gpuInstance: gpuInstance, computeInstance: computeInstance, profile: facts?.profile)
        uuid = facts?.uuid
        memory = facts?.memoryBytes.map { DeviceMemory(bytes: $0, source: .nvml) }
    }
}
