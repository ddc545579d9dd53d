package import Hardware

extension DriverFacts {
    /// Asks NVIDIA's library. It may crash, hang and write to standard output: only a process that can be spared calls this.
    package init(library path: String, gpus addresses: [PCIAddress]) throws(NVMLError) {
        let library = try NVML(path: path)
        let cuda = library.cudaDriverVersion.map { "\($0 / 1000).\($0 % 1000 / 10)" }
        var gpus: [GPU] = []
        for address in addresses {
            do throws(NVMLError) {
                gpus.append(GPU(address, try library.device(at: address.description), library))
            } catch {
                gpus.append(GPU(address: address, fault: error.description))
            }
        }
        self.init(cudaDriverVersion: cuda, gpus: gpus)
    }
}

extension DriverFacts.GPU {
    fileprivate init(_ address: PCIAddress, _ device: NVML.Device, _ library: NVML) {
        self.init(address: address)
        uuid = library.text("nvmlDeviceGetUUID", of: device)
        name = library.text("nvmlDeviceGetName", of: device)
        memoryBytes = library.totalMemory(of: device)
        brand = library.number("nvmlDeviceGetBrand", of: device).flatMap { Self.brands[$0] }
        architecture = library.number("nvmlDeviceGetArchitecture", of: device).flatMap { Self.architectures[$0] }
        cudaComputeCapability = library.pair("nvmlDeviceGetCudaComputeCapability", of: device).map { "\($0.0).\($0.1)" }
        serial = library.text("nvmlDeviceGetSerial", of: device)
        isInMIGMode = library.pair("nvmlDeviceGetMigMode", of: device).map { $0.0 == 1 }
        guard isInMIGMode == true, let count = library.number("nvmlDeviceGetMaxMigDeviceCount", of: device) else {
            return
        }
        for index in 0..<min(count, Self.mostInstances) {
            guard let instance = library.instance(index, of: device) else { continue }
            if let facts = DriverFacts.Instance(instance, library) { instances.append(facts) }
        }
    }

    /// More than any GPU has.
    private static let mostInstances: UInt32 = 64

    /// `nvmlBrandType_t`.
    private static let brands: [UInt32: String] = [
        1: "Quadro", 2: "Tesla", 4: "Grid", 5: "GeForce", 6: "Titan", 12: "Quadro RTX", 13: "NVIDIA RTX", 14: "NVIDIA",
        15: "GeForce RTX",
    ]

    /// `nvmlDeviceArchitecture_t`.
    private static let architectures: [UInt32: String] = [
        5: "Volta", 6: "Turing", 7: "Ampere", 8: "Ada Lovelace", 9: "Hopper", 10: "Blackwell", 13: "Rubin",
    ]
}

extension DriverFacts.Instance {
    fileprivate init?(_ device: NVML.Device, _ library: NVML) {
        guard
            let gpuInstance = library.number("nvmlDeviceGetGpuInstanceId", of: device).flatMap(UInt16.init(exactly:)),
            let computeInstance = library.number("nvmlDeviceGetComputeInstanceId", of: device)
                .flatMap(UInt16.init(exactly:))
        else { return nil }
        self.init(gpuInstance: gpuInstance, computeInstance: computeInstance)
        uuid = library.text("nvmlDeviceGetUUID", of: device)
        memoryBytes = library.totalMemory(of: device)
        // `NVIDIA A100-SXM4-40GB MIG 1g.5gb`.
        let name = library.text("nvmlDeviceGetName", of: device)
        profile = name.flatMap { name in name.firstRange(of: " MIG ").map { String(name[$0.upperBound...]) } }
    }
}
