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

    mutating func device(at address: PCIAddress) throws(UnreadableFunction) -> FoundDevice {
        guard let files = FunctionFiles.open(address, in: host) else { throw .vanished }
        let topology = TopologyPath(of: address, link: host.link("/sys/bus/pci/devices/\(address)"))
        var function = try functionReader.function(files, at: topology)
        if function.driver == "nvidia", function.driverVersion == nil { function.driverVersion = nvidia.version }
        var device = FoundDevice(function: function)
        device.udevPath = files.recordedUdevPath
        if let driver = function.driver {
            if driver.contains("vfio") {
                passThrough(&device, at: topology.directory)
            } else {
                useNatively(&device, files, at: topology.directory, driver: driver)
            }
        }
        if case .virtual(let parent, let index) = function.sriov, device.memory == nil {
            device.memory = functionReader.memory(ofVirtualFunction: index, of: parent)
        }
        device.nodes.sort { ($0.kind.rank, $0.path.count, $0.path) < ($1.kind.rank, $1.path.count, $1.path) }
        // The function may have left, or been replaced, since its first file was read.
        guard files.directory.exists("vendor") else { throw .vanished }
        return device
    }

    private func passThrough(_ device: inout FoundDevice, at path: String) {
        let nodes = VFIONodes(functionAt: path, group: device.function.iommuGroup?.number, in: host)
        device.attachment = .passthrough
        device.nodes =
            switch rules.vfio {
            case .automatic: nodes.group + nodes.device
            case .group: nodes.group
            case .device: nodes.device
            }
        device.readiness = device.nodes.isEmpty ? .pending(missing(nodes)) : .ready
    }

    private func missing(_ nodes: VFIONodes) -> String {
        nodes.group.isEmpty && nodes.device.isEmpty
            ? "bound to vfio, but its vfio nodes are not there yet"
            : "bound to vfio, but the nodes of attachment.vfio: \(rules.vfio.rawValue) are not there"
    }

    private mutating func useNatively(
        _ device: inout FoundDevice, _ files: borrowing FunctionFiles, at path: String, driver: String
    ) {
        let devices = files.nativeDevices(at: path, in: host)
        device.nodes = devices.nodes + files.firmwareChannels(in: host)
        var faults = devices.faults
        device.memory = files.memory(cards: devices.cards, in: host)
        device.serial = files.serialNumber
        device.vbiosVersion = files.vbiosVersion
        var gpu: NVIDIAGPU?
        switch driver {
        case "amdgpu":
            device.uuid = files.uniqueID
            kfd.join(&device)
        case "nvidia":
            gpu = nvidia.gpu(at: files.address)
            if let gpu { faults += join(gpu, to: &device) }
        case "habanalabs": device.firmwareVersion = files.managementFirmwareVersion
        default: break
        }
        switch NativeReadiness(driver: driver, files, nodes: device.nodes, faults: faults, gpu: gpu) {
        case .usable(let readiness):
            device.readiness = readiness
            device.attachment = .native
        case .useless(let reason):
            device.readiness = .ready
            device.isUselessBecause = reason
        }
    }

    /// Returns the nodes that are there and do not work; a missing one is judged by what is there.
    private mutating func join(_ gpu: NVIDIAGPU, to device: inout FoundDevice) -> [NodeFault] {
        device.uuid = gpu.uuid
        device.vbiosVersion = gpu.vbiosVersion
        device.firmwareVersion = gpu.firmwareVersion
        guard let own = nvidia.node(of: gpu), own.node != nil else { return [] }
        let findings = [own] + nvidia.sharedNodes
        device.nodes += findings.compactMap(\.node) + nvidia.capabilities(of: gpu)
        return findings.compactMap { $0.node == nil ? nil : $0.fault }
    }
}

extension DeviceNode.Kind {
    /// The order of declaration.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
