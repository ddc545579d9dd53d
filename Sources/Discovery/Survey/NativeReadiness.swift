internal import Hardware
internal import Sysfs

/// Whether a function's own driver has made it usable.
enum NativeReadiness {
    /// The driver gives, or is about to give, nodes that a workload can use.
    case usable(Readiness)
    /// It gives none, and will not: a sentence without a final stop.
    case useless(because: String)

    init(
        driver: String, _ files: borrowing FunctionFiles, nodes: [DeviceNode], faults: [NodeFault], gpu: NVIDIAGPU?
    ) {
        let kinds = Set(nodes.map(\.kind))
        if files.isInSurvivabilityMode {
            self = .usable(.failed("xe is in survivability mode: only its firmware can be updated"))
        } else if let obstacle = Self.obstacle(faults) {
            self = .usable(obstacle)
        } else if driver == "nvidia" {
            self = Self.nvidia(files, kinds, gpu)
        } else if driver == "habanalabs", let failure = Self.habanalabs(files.habanalabsStatus) {
            self = .usable(failure)
        } else if !kinds.isDisjoint(with: [.render, .accel]) {
            self = .usable(.ready)
        } else if files.servesVirtualGPUs {
            self = .useless(because: Self.servesVirtualGPUsOnly(driver))
        } else if kinds.contains(.card) {
            // drm_dev_register() makes the render node before the primary one, so none will follow.
            self = .useless(because: "display only: driver \(driver) gives no render, accel, KFD, vfio or vendor node")
        } else if let nodeless = NodelessDriver(driver) {
            self = .useless(because: nodeless.reason)
        } else {
            self = .usable(.pending("driver \(driver) is bound, but no DRM or accel node is there yet"))
        }
    }

    /// A node with a wrong number stays as it is until a person removes it; one that is missing may still come.
    private static func obstacle(_ faults: [NodeFault]) -> Readiness? {
        for case .misnumbered(let path, let actual, let expected) in faults {
            return .failed(NodeFault.misnumbered(path: path, actual: actual, expected: expected).description)
        }
        return faults.first.map { .pending($0.description) }
    }

    private static func nvidia(
        _ files: borrowing FunctionFiles, _ kinds: Set<DeviceNode.Kind>, _ gpu: NVIDIAGPU?
    ) -> NativeReadiness {
        if gpu?.isExcluded == true {
            return .usable(.failed("kept from all users by the NVIDIA driver's configuration"))
        }
        if kinds.contains(.nvidia), kinds.contains(.nvidiaControl) { return .usable(.ready) }
        if files.servesVirtualGPUs { return .useless(because: servesVirtualGPUsOnly("nvidia")) }
        guard let minor = gpu?.minor else {
            return .usable(
                .pending("driver nvidia is bound, but shows no GPU in /proc/driver/nvidia/gpus/\(files.address) yet"))
        }
        let missing = kinds.contains(.nvidia) ? NVIDIADriver.controlPath : NVIDIADriver.path(minor: minor)
        return .usable(.pending("driver nvidia is bound, but \(missing) is not there yet; nvidia-modprobe makes it"))
    }

    private static func servesVirtualGPUsOnly(_ driver: String) -> String {
        "serves virtual GPUs only: driver \(driver) gives it no node of its own"
    }

    /// Nil where the device works.
    private static func habanalabs(_ status: String?) -> Readiness? {
        // The driver writes the first letter large "for backward compatibility".
        switch status?.lowercased() {
        case nil, "operational": nil
        case "disabled"?, "malfunction"?: .failed("habanalabs reports the status \(status ?? "")")
        case let status?: .pending("habanalabs reports the status \(status)")
        }
    }
}
