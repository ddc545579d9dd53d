internal import Hardware
internal import Sysfs

/// Whether a function's own driver has made it usable.
enum NativeReadiness {
    /// The driver gives, or is about to give, nodes that a workload can use.
    case usable(Readiness)
    /// It gives none, and will not: a sentence without a final stop.
    case useless(because: String)

    init(
        driver: String, _ family: KnownFamily?, _ files: borrowing FunctionFiles, nodes: [DeviceNode],
        faults: [NodeFault], others: [String], gpu: NVIDIAGPU?
    ) {
        let kinds = Set(nodes.map(\.kind))
        if files.isInSurvivabilityMode {
            self = .usable(.failed("xe is in survivability mode: only its firmware can be updated"))
        } else if gpu?.isExcluded == true {
            self = .usable(.failed("kept from all users by the NVIDIA driver's configuration"))
        } else if let obstacle = NodeFault.readiness(faults) {
            self = .usable(obstacle)
        } else if driver == "nvidia" {
            self = Self.nvidia(files, kinds, gpu)
        } else if driver == "habanalabs", let failure = Self.habanalabs(files.habanalabsStatus) {
            self = .usable(failure)
        } else if case .none(let reason)? = family?.nodes {
            self = .useless(because: reason)
        } else if !kinds.isDisjoint(with: [.render, .accel, .vendor]) {
            self = .usable(.ready)
        } else if files.servesVirtualGPUs {
            self = .useless(because: Self.servesVirtualGPUsOnly(driver))
        } else if kinds.contains(.card) {
            // drm_dev_register() makes the render node before the primary one, so none will follow.
            self = .useless(because: "display only: driver \(driver) gives no render, accel, KFD, vfio or vendor node")
        } else if driver.hasSuffix("fb") {
            self = .useless(because: "display only: driver \(driver) draws to the screen and can do no more")
        } else if !others.isEmpty {
            self = .useless(
                because: "driver \(driver) gives it \(others.joined(separator: ", ")) only, and nothing says that a "
                    + "workload may have that")
        } else {
            self = .usable(.pending(Self.noNodeYet(driver, family)))
        }
    }

    private static func noNodeYet(_ driver: String, _ family: KnownFamily?) -> String {
        let wanted =
            switch family?.nodes {
            case .direct?, nil: "DRM or accel node"
            default: "node"
            }
        return "driver \(driver) is bound, but no \(wanted) is there yet"
    }

    private static func nvidia(
        _ files: borrowing FunctionFiles, _ kinds: Set<DeviceNode.Kind>, _ gpu: NVIDIAGPU?
    ) -> NativeReadiness {
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
