internal import Hardware
internal import Sysfs

/// Whether a function's own driver has made it usable.
struct NativeReadiness {
    let readiness: Readiness
    /// Whether the driver gives, or is about to give, nodes that a workload can use.
    let givesNodes: Bool

    init(driver: String, _ files: borrowing FunctionFiles, nodes: [DeviceNode], gpu: NVIDIAGPU?) {
        let kinds = Set(nodes.map(\.kind))
        let isUsable = !kinds.isDisjoint(with: [.render, .accel])
        if files.isInSurvivabilityMode {
            self.init(.failed("xe is in survivability mode: only its firmware can be updated"))
        } else if driver == "nvidia" {
            self.init(Self.nvidia(files, kinds, gpu), givesNodes: !files.servesVirtualGPUs || kinds.contains(.nvidia))
        } else if driver == "habanalabs", let failure = Self.habanalabs(files.habanalabsStatus) {
            self.init(failure)
        } else if isUsable {
            self.init(.ready)
        } else if kinds.contains(.card) || files.servesVirtualGPUs {
            // drm_dev_register() makes the render node before the primary one, so none will follow.
            self.init(.ready, givesNodes: false)
        } else if StubDriver(rawValue: driver) != nil {
            self.init(.ready, givesNodes: false)
        } else {
            self.init(.pending("driver \(driver) is bound, but no DRM or accel node is there yet"))
        }
    }

    private init(_ readiness: Readiness, givesNodes: Bool = true) {
        self.readiness = readiness
        self.givesNodes = givesNodes
    }

    private static func nvidia(
        _ files: borrowing FunctionFiles, _ kinds: Set<DeviceNode.Kind>, _ gpu: NVIDIAGPU?
    ) -> Readiness {
        if gpu?.isExcluded == true { return .failed("kept from all users by the NVIDIA driver's configuration") }
        if kinds.contains(.nvidia), kinds.contains(.nvidiaControl) { return .ready }
        if files.servesVirtualGPUs { return .ready }
        guard let minor = gpu?.minor else {
            return .pending("driver nvidia is bound, but shows no GPU in /proc/driver/nvidia/gpus/\(files.address) yet")
        }
        let missing = kinds.contains(.nvidia) ? NVIDIADriver.controlPath : NVIDIADriver.path(minor: minor)
        return .pending("driver nvidia is bound, but \(missing) is not there yet; nvidia-modprobe makes it")
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
