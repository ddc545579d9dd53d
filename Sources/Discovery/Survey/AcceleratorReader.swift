internal import Hardware
internal import Sysfs

/// Reads one candidate after the other; what several need is read once, when the first needs it.
struct AcceleratorReader: Sendable {
    private let host: HostRoot
    private let rules: SurveyRules
    private var functionReader: FunctionReader
    private lazy var nvidia = NVIDIADriver(host)
    private lazy var kfd = KFDCards(host)

    init(host: HostRoot, rules: SurveyRules, functions: FunctionTable, groups: IOMMUGroups) {
        self.host = host
        self.rules = rules
        functionReader = FunctionReader(host: host, functions: functions, groups: groups)
    }

    /// The accelerator, not yet offered.
    mutating func accelerator(at address: PCIAddress) throws(UnreadableFunction) -> Accelerator {
        guard let files = FunctionFiles.open(address, in: host) else { throw .vanished }
        let topology = TopologyPath(of: address, link: host.link("/sys/bus/pci/devices/\(address)"))
        var function = try functionReader.function(files, at: topology)
        if function.driver == "nvidia", function.driverVersion == nil { function.driverVersion = nvidia.version }
        var accelerator = Accelerator(function: function, readiness: .unbound, offer: .withheld(because: "undecided"))
        accelerator.udevPath = files.recordedUdevPath
        if let driver = function.driver {
            if driver.contains("vfio") {
                passThrough(&accelerator, at: topology.directory)
            } else {
                useNatively(&accelerator, files, at: topology.directory, driver: driver)
            }
        }
        if case .virtual(let parent, let index) = function.sriov, accelerator.memory == nil {
            accelerator.memory = functionReader.memory(ofVirtualFunction: index, of: parent)
        }
        accelerator.nodes.sort { ($0.kind.rank, $0.path.count, $0.path) < ($1.kind.rank, $1.path.count, $1.path) }
        // The function may have left, or been replaced, since its first file was read.
        guard files.directory.exists("vendor") else { throw .vanished }
        return accelerator
    }

    private func passThrough(_ accelerator: inout Accelerator, at path: String) {
        let nodes = VFIONodes(functionAt: path, group: accelerator.function.iommuGroup?.number, in: host)
        accelerator.attachment = .passthrough
        accelerator.nodes =
            switch rules.vfio {
            case .automatic: nodes.group + nodes.device
            case .group: nodes.group
            case .device: nodes.device
            }
        accelerator.readiness = accelerator.nodes.isEmpty ? .pending(missing(nodes)) : .ready
    }

    private func missing(_ nodes: VFIONodes) -> String {
        nodes.group.isEmpty && nodes.device.isEmpty
            ? "bound to vfio, but its vfio nodes are not there yet"
            : "bound to vfio, but the nodes of attachment.vfio: \(rules.vfio.rawValue) are not there"
    }

    private mutating func useNatively(
        _ accelerator: inout Accelerator, _ files: borrowing FunctionFiles, at path: String, driver: String
    ) {
        let devices = files.nativeDevices(at: path, in: host)
        accelerator.nodes = devices.nodes + files.firmwareChannels(in: host)
        accelerator.memory = files.memory(cards: devices.cards, in: host)
        accelerator.serial = files.serialNumber
        accelerator.vbiosVersion = files.vbiosVersion
        var gpu: NVIDIAGPU?
        switch driver {
        case "amdgpu":
            accelerator.uuid = files.uniqueID
            kfd.join(&accelerator)
        case "nvidia":
            gpu = nvidia.gpu(at: files.address)
            if let gpu { join(gpu, to: &accelerator) }
        case "habanalabs": accelerator.firmwareVersion = files.managementFirmwareVersion
        default: break
        }
        let readiness = NativeReadiness(driver: driver, files, nodes: accelerator.nodes, gpu: gpu)
        accelerator.readiness = readiness.readiness
        accelerator.attachment = readiness.givesNodes ? .native : nil
    }

    private mutating func join(_ gpu: NVIDIAGPU, to accelerator: inout Accelerator) {
        accelerator.uuid = gpu.uuid
        accelerator.vbiosVersion = gpu.vbiosVersion
        accelerator.firmwareVersion = gpu.firmwareVersion
        guard let own = nvidia.node(of: gpu) else { return }
        accelerator.nodes += [own] + nvidia.sharedNodes + nvidia.capabilities(of: gpu)
    }
}

extension DeviceNode.Kind {
    /// The order of declaration.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
