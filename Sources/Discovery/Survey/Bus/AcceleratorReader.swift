internal import Hardware
internal import Sysfs

/// Reads one candidate after the other; what several need is read once, when the first needs it.
struct AcceleratorReader: Sendable {
    private let host: HostRoot
    /// Where the files are that drivers have on the host.
    private let driverHost: HostRoot
    private let rules: SurveyRules
    private var functionReader: FunctionReader
    private let sharedNVIDIA = Once<NVIDIADriver>()
    private let sharedKFD = Once<KFDCards>()

    init(host: HostRoot, driverHost: HostRoot, rules: SurveyRules) {
        self.host = host
        self.driverHost = driverHost
        self.rules = rules
        functionReader = FunctionReader(host: host)
    }

    private var nvidia: NVIDIADriver { sharedNVIDIA.value { NVIDIADriver(host, root: rules.driverRoot) } }

    private var kfd: KFDCards { sharedKFD.value { KFDCards(host) } }

    /// The function, and behind it the partitions that it is divided into.
    mutating func devices(of listed: consuming ListedFunction) throws(UnreadableFunction) -> [FoundDevice] {
        let identity = listed.identity
        let path = identity.topology.directory
        let files = listed.files()
        var function = try functionReader.function(files, identity)
        if function.driver == "nvidia", function.driverVersion == nil { function.driverVersion = nvidia.version }
        let serial = files.serialNumber
        if case .ofDevice(let number) = serial { function.deviceSerialNumber = number }
        var device = FoundDevice(function: function, in: path)
        var partitions: [FoundDevice] = []
        device.udevPath = files.recordedUdevPath
        if let driver = function.driver {
            if files.isKeptByVFIO {
                passThrough(&device, files, at: path, group: identity.iommuGroup)
            } else {
                partitions = useNatively(&device, files, at: path, driver: driver, serial)
            }
        }
        if case .virtual(let parent, let index) = function.sriov, device.memory == nil {
            device.memory = functionReader.memory(ofVirtualFunction: index, of: parent)
        }
        // The function may have left, or been replaced, since its first file was read.
        guard files.directory.exists("vendor") else { throw .vanished }
        return [device] + partitions
    }

    private func passThrough(
        _ device: inout FoundDevice, _ files: borrowing FunctionFiles, at path: String, group: Int?
    ) {
        if files.lacksVirtualGPUType {
            device.becomesUseless(because: "no vGPU type is set (nvidia/current_vgpu_type is 0)")
            return
        }
        let nodes = VFIONodes(
            functionAt: path, files, group: group, choice: rules.vfio, in: host)
        device.nodes = nodes.nodes
        device.becomes(nodes.readiness, for: .passthrough)
    }

    private mutating func useNatively(
        _ device: inout FoundDevice, _ files: borrowing FunctionFiles, at path: String, driver: String,
        _ serial: SerialNumber?
    ) -> [FoundDevice] {
        let family = KnownFamily.of(device.function, driver: driver)
        var devices = files.nativeDevices(at: path, in: host)
        let others = family?.isSearched ?? true ? devices.add(files.registeredDevices(), in: host) : []
        var faults = devices.faults
        device.nodes = devices.nodes + files.firmwareChannels(in: host)
        if let shared = family?.shared { device.nodes += VendorNodes.shared(shared, in: host) }
        device.memory = files.memory(cards: devices.cards, in: host)
        if family?.serial == "serial_number", case .ofBoard(let number) = serial { device.serial = number }
        if let file = family?.name { device.function.name.driverName = files.text(file) }
        device.vbiosVersion = files.vbiosVersion
        var gpu: NVIDIAGPU?
        switch driver {
        case "amdgpu": device.uuid = files.uniqueID
        case "nvidia":
            gpu = nvidia.gpu(at: files.address)
            if let gpu { faults += join(gpu, to: &device) }
        case "habanalabs":
            device.firmwareVersion = files.managementFirmwareVersion
            device.module = files.habanalabsModule
            device.configurationFiles = HabanaConfiguration.paths(in: driverHost)
        default: break
        }
        let readiness = NativeReadiness(
            driver: driver, family, files, nodes: device.nodes, faults: faults, others: others, gpu: gpu)
        switch readiness {
        case .usable(let readiness): device.becomes(readiness, for: .native)
        case .useless(let reason): device.becomesUseless(because: reason)
        }
        if let gpu { return MIGInstances(driver: nvidia).divide(&device, gpu) }
        return kfd.join(&device, files)
    }

    /// Returns what is wrong with nodes that are there; a missing one is judged by those.
    private mutating func join(_ gpu: NVIDIAGPU, to device: inout FoundDevice) -> [NodeFault] {
        device.function.name.driverName = gpu.model
        device.uuid = gpu.uuid
        device.vbiosVersion = gpu.vbiosVersion
        device.firmwareVersion = gpu.firmwareVersion
        guard let own = nvidia.node(of: gpu) else { return [] }
        device.missingNode = own.node == nil ? gpu.minor.map(NVIDIADriver.path(minor:)) : nil
        guard own.node != nil else { return [] }
        let findings = [own] + nvidia.sharedNodes
        if !findings.contains(where: { $0.node?.kind == .nvidiaControl }) {
            device.missingNode = NVIDIADriver.controlPath
        }
        device.nodes += findings.compactMap(\.node)
        return findings.compactMap { $0.node == nil ? nil : $0.fault }
    }
}

extension KnownFamily {
    /// Whether its drivers may have registered devices that are not directly below the function.
    fileprivate var isSearched: Bool {
        switch nodes {
        case .direct, .nvidia, .none: false
        case .registered, .unparented: true
        }
    }
}
