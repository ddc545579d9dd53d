import Documents
import Hardware
import ResourceSlices
import SystemPackage

@testable import Claims

/// A claim of the namespace `team`, as the kubelet names it.
func reference(_ uid: String = "1f0c2d34-0001", name: String = "gpu") -> ClaimReference {
    ClaimReference(namespace: "team", name: name, uid: uid)
}

/// A device that the scheduler chose, by its place in `Inventory.machine`.
struct Chosen {
    var device: String
    var request = "main"
    var driver = "gpu.apus.dev"
    var pool = "node1"
    var more: [JSONValue.Member] = []

    static func gpu(_ index: Int, for request: String = "main", _ more: JSONValue.Member...) -> Chosen {
        Chosen(device: Inventory.machine().accelerators[index].name.description, request: request, more: more)
    }

    var json: JSONValue {
        .object(
            [
                .init("request", .string(request)), .init("driver", .string(driver)), .init("pool", .string(pool)),
                .init("device", .string(device)),
            ] + more)
    }
}

/// A configuration as the scheduler copies it into an allocation.
func configuration(
    from source: String = "FromClaim", for requests: [String] = [], driver: String = "gpu.apus.dev",
    _ options: JSONValue.Member...
) -> JSONValue {
    configuration(
        from: source, for: requests, driver: driver,
        parameters: .object([.init("apiVersion", "apus.dev/v1"), .init("kind", "DeviceConfig")] + options))
}

func configuration(
    from source: String = "FromClaim", for requests: [String] = [], driver: String = "gpu.apus.dev",
    parameters: JSONValue
) -> JSONValue {
    .object(known: [
        "source": .string(source), "requests": requests.isEmpty ? nil : .array(requests.map { .string($0) }),
        "opaque": ["driver": .string(driver), "parameters": parameters],
    ])
}

/// A claim as an API server has it.
func document(
    _ chosen: [Chosen], configuration: [JSONValue] = [], uid: String = "1f0c2d34-0001", name: String = "gpu",
    isReserved: Bool = true, podClaimName: String? = nil, apiVersion: String = "resource.k8s.io/v1"
) -> JSONValue {
    .object(known: [
        "apiVersion": .string(apiVersion), "kind": "ResourceClaim",
        "metadata": .object(known: [
            "name": .string(name), "namespace": "team", "uid": .string(uid),
            "annotations": podClaimName.map { ["resource.kubernetes.io/pod-claim-name": .string($0)] },
        ]),
        "spec": [:],
        "status": .object(known: [
            "allocation": [
                "devices": .object(known: [
                    "results": .array(chosen.map(\.json)),
                    "config": configuration.isEmpty ? nil : .array(configuration),
                ])
            ],
            "reservedFor": isReserved ? [["resource": "pods", "name": "pod", "uid": "pod-uid"]] : nil,
        ]),
    ])
}

extension Inventory {
    /// Four GPUs: two of Intel's, one of NVIDIA's with its driver's files, and one that is passed through.
    static func machine(_ change: (inout [Accelerator]) -> Void = { _ in }) -> Inventory {
        var accelerators = [
            gpu(3, vendor: 0x8086, device: 0x56a0, driver: "xe", "/dev/dri/card0", "/dev/dri/renderD128"),
            gpu(4, vendor: 0x8086, device: 0x56a0, driver: "xe", "/dev/dri/card1", "/dev/dri/renderD129"),
            gpu(5, vendor: 0x10de, device: 0x2330, driver: "nvidia", "/dev/nvidia0", "/dev/nvidiactl"),
            gpu(6, vendor: 0x8086, device: 0x56c0, driver: "vfio-pci", "/dev/vfio/7", "/dev/vfio/vfio"),
        ]
        change(&accelerators)
        return Inventory(
            host: HostIdentity(name: "node1"), accelerators: accelerators,
            driverFiles: DriverFiles(
                version: "580.1", triplet: "x86_64-linux-gnu",
                libraries: [
                    DriverFiles.Library(path: "/lib/libcuda.so.580.1", names: ["libcuda.so.1"], roles: [.compute]),
                    DriverFiles.Library(path: "/lib/libGLX.so.580.1", names: ["libGLX.so.0"], roles: [.graphics]),
                ]))
    }

    private static func gpu(
        _ bus: UInt8, vendor: UInt16, device: UInt16, driver: String, _ nodes: String...
    ) -> Accelerator {
        guard let address = PCIAddress(domain: 0, bus: bus, device: 0, function: 0),
            let pciClass = PCIClass(code: 0x030000)
        else { preconditionFailure("no such address") }
        var function = PCIFunction(
            address: address, vendorID: PCIID(vendor), deviceID: PCIID(device), pciClass: pciClass)
        function.driver = driver
        let kinds: [DeviceNode.Kind] =
            switch driver {
            case "nvidia": [.nvidia, .nvidiaControl]
            case "vfio-pci": [.vfioGroup, .vfio]
            default: [.card, .render]
            }
        return Accelerator(
            function: function, nodes: zip(nodes, kinds).map { DeviceNode(path: $0, kind: $1) }, readiness: .ready,
            attachment: driver == "vfio-pci" ? .passthrough : .native, offer: .offered)
    }
}

extension NodeDevices {
    static func machine(
        _ inventory: Inventory = .machine(), physicalFunctions: PhysicalFunctionPolicy = .hide
    ) -> NodeDevices {
        NodeDevices(
            driver: .standard, pools: ["node1", "node1/gpu.apus.dev"], surveyed: SurveyedDevices(inventory),
            driverRoles: DriverFiles.Role.standard, physicalFunctions: physicalFunctions, cdiDirectory: "/run/cdi",
            bootID: "boot-1")
    }
}

/// What is decided for a claim.
func decide(
    _ chosen: [Chosen], _ configuration: [JSONValue] = [], as claim: ClaimReference = reference(),
    on node: NodeDevices = .machine(), beside others: [PreparedClaim] = []
) throws -> PreparedClaim? {
    let resource = try ResourceClaim(
        document(chosen, configuration: configuration, uid: claim.uid, name: claim.name), driver: "gpu.apus.dev")
    return try PreparedClaim(preparing: claim, as: resource, on: node, beside: HoldingClaims(others))
}
