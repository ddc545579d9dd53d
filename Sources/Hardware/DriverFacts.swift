/// What only drivers themselves tell of their GPUs: NVIDIA's through its library, Intel's at a DRM node.
package struct DriverFacts: Hashable, Sendable {
    /// The newest CUDA that the driver serves: `13.0`.
    package var cudaDriverVersion: String?
    package var gpus: [GPU]

    package init(cudaDriverVersion: String? = nil, gpus: [GPU] = []) {
        self.cudaDriverVersion = cudaDriverVersion
        self.gpus = gpus
    }

    package struct GPU: Hashable, Sendable {
        package var address: PCIAddress
        package var uuid: String?
        package var name: String?
        package var memoryBytes: UInt64?
        /// `GeForce`.
        package var brand: String?
        /// `Hopper`.
        package var architecture: String?
        /// `9.0`.
        package var cudaComputeCapability: String?
        /// The board's.
        package var serial: String?
        /// Absent where the GPU knows no MIG.
        package var isInMIGMode: Bool?
        package var instances: [Instance]
        /// Why the driver does not tell: a sentence without a final stop.
        package var fault: String?

        package init(
            address: PCIAddress, uuid: String? = nil, name: String? = nil, memoryBytes: UInt64? = nil,
            brand: String? = nil, architecture: String? = nil, cudaComputeCapability: String? = nil,
            serial: String? = nil, isInMIGMode: Bool? = nil, instances: [Instance] = [], fault: String? = nil
        ) {
            self.address = address
            self.uuid = uuid
            self.name = name
            self.memoryBytes = memoryBytes
            self.brand = brand
            self.architecture = architecture
            self.cudaComputeCapability = cudaComputeCapability
            self.serial = serial
            self.isInMIGMode = isInMIGMode
            self.instances = instances
            self.fault = fault
        }
    }

    /// A MIG instance.
    package struct Instance: Hashable, Sendable {
        package var gpuInstance: UInt16
        package var computeInstance: UInt16
        package var uuid: String?
        /// `1g.10gb`.
        package var profile: String?
        package var memoryBytes: UInt64?

        package init(
            gpuInstance: UInt16, computeInstance: UInt16, uuid: String? = nil, profile: String? = nil,
            memoryBytes: UInt64? = nil
        ) {
            self.gpuInstance = gpuInstance
            self.computeInstance = computeInstance
            self.uuid = uuid
            self.profile = profile
            self.memoryBytes = memoryBytes
        }
    }
}
