package import Documents
package import Hardware

/// What the helper process writes, in one line, and what a recording keeps.
extension DriverFacts {
    package var json: JSONValue {
        .object(known: [
            "cudaDriverVersion": cudaDriverVersion.map { .string($0) }, "gpus": .array(gpus.map(\.json)),
        ])
    }

    /// Nil where the text is not what the helper writes. Words that no driver would say are left out.
    package init?(json: JSONValue) {
        guard case .array(let gpus)? = json["gpus"] else { return nil }
        self.init(cudaDriverVersion: json.word("cudaDriverVersion"), gpus: gpus.compactMap(GPU.init(json:)))
    }
}

extension DriverFacts.GPU {
    fileprivate var json: JSONValue {
        .object(known: [
            "address": .string(address.description), "uuid": uuid.map { .string($0) },
            "name": name.map { .string($0) },
            "memoryBytes": memoryBytes.flatMap(Int64.init(exactly:)).map { .integer($0) },
            "brand": brand.map { .string($0) }, "architecture": architecture.map { .string($0) },
            "cudaComputeCapability": cudaComputeCapability.map { .string($0) }, "serial": serial.map { .string($0) },
            "isInMIGMode": isInMIGMode.map { .bool($0) },
            "instances": instances.isEmpty ? nil : .array(instances.map(\.json)), "fault": fault.map { .string($0) },
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let address = json["address"]?.text.flatMap({ PCIAddress($0) }) else { return nil }
        var isInMIGMode: Bool?
        if case .bool(let flag)? = json["isInMIGMode"] { isInMIGMode = flag }
        self.init(
            address: address, uuid: json.word("uuid"), name: json.word("name"), memoryBytes: json.size("memoryBytes"),
            brand: json.word("brand"), architecture: json.word("architecture"),
            cudaComputeCapability: json.word("cudaComputeCapability"), serial: json.word("serial"),
            isInMIGMode: isInMIGMode,
            instances: (json["instances"]?.elements ?? []).compactMap(DriverFacts.Instance.init(json:)),
            fault: json.word("fault"))
    }
}

extension DriverFacts.Instance {
    fileprivate var json: JSONValue {
        .object(known: [
            "gpuInstance": .integer(Int64(gpuInstance)), "computeInstance": .integer(Int64(computeInstance)),
            "uuid": uuid.map { .string($0) }, "profile": profile.map { .string($0) },
            "memoryBytes": memoryBytes.flatMap(Int64.init(exactly:)).map { .integer($0) },
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let gpuInstance = json["gpuInstance"]?.number.flatMap(UInt16.init(exactly:)),
            let computeInstance = json["computeInstance"]?.number.flatMap(UInt16.init(exactly:))
        else { return nil }
        self.init(
            gpuInstance: gpuInstance, computeInstance: computeInstance, uuid: json.word("uuid"),
            profile: json.word("profile"), memoryBytes: json.size("memoryBytes"))
    }
}

extension JSONValue {
    /// A word, or a sentence, of reasonable length.
    fileprivate func word(_ name: String) -> String? {
        guard let text = self[name]?.text, !text.isEmpty, text.utf8.count <= 256,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        return text
    }

    fileprivate func size(_ name: String) -> UInt64? {
        self[name]?.number.flatMap { $0 > 0 ? UInt64($0) : nil }
    }
}
