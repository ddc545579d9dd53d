private import Files
internal import Hardware
internal import Sysfs

/// Reads devices of a host as records.
struct RecordSource {
    private let host: HostRoot
    private let accelerators: [PCIAddress: Accelerator]
    private let nodes: [String: DeviceNode]

    init(_ host: HostRoot, inventory: Inventory) {
        self.host = host
        accelerators = Dictionary(
            inventory.accelerators.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        nodes = Dictionary(
            inventory.accelerators.flatMap(\.nodes).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A function and all devices below it that have nodes.
    func function(at address: PCIAddress) -> [DeviceRecord] {
        let topology = TopologyPath(of: address, link: host.link("/sys/bus/pci/devices/\(address)"))
        let path = host.exists(topology.directory) ? topology.directory : "/sys/bus/pci/devices/\(address)"
        guard let directory = host.directory(path) else { return [] }
        var record = DeviceRecord(path: recorded(path, address))
        record.properties = properties(directory.text("uevent"), subsystem: "pci")
        // udev's own properties are in its database, not in the kernel's file.
        if let udevPath = accelerators[address]?.udevPath { record.set("ID_PATH", udevPath) }
        let names = directory.names().sorted()
        let files = FunctionFiles.open(address, in: host)
        for name in names where RecordedAttributes.ofFunction.contains(name) && files?.isReadable(name) == true {
            add(name, of: directory, to: &record)
        }
        for name in names where RecordedAttributes.directoriesOfFunction.contains(name) {
            addTree(name, of: path, to: &record)
        }
        for name in names where RecordedAttributes.isLinkOfFunction(name) {
            if let target = directory.link(name) { record.symbolicLinks.append(.init(name: name, value: target)) }
        }
        return [record] + devices(below: path, names: names) + registeredDevices(of: address, at: path)
    }

    /// Devices of vendors' own subsystems, wherever they stand below an accelerator.
    private func registeredDevices(of address: PCIAddress, at path: String) -> [DeviceRecord] {
        guard accelerators[address] != nil, let files = FunctionFiles.open(address, in: host) else { return [] }
        return files.registeredDevices().filter { !$0.isForOthers }.compactMap {
            device(at: "\(path)/\($0.path)", subsystem: $0.subsystem)
        }
    }

    /// Captures without links have the function's own directory in the bus; the record needs a place among devices.
    private func recorded(_ path: String, _ address: PCIAddress) -> String {
        let place = path.dropFirst("/sys".utf8.count)
        return place.hasPrefix("/devices/") ? String(place) : "/devices/\(address)"
    }

    private func devices(below path: String, names: [String]) -> [DeviceRecord] {
        names.flatMap { name -> [DeviceRecord] in
            if RecordedAttributes.isIntermediate(name) {
                // One level, as discovery looks: links in a capture could lead round in circles.
                let names = host.directory("\(path)/\(name)")?.names().sorted() ?? []
                return devices(below: "\(path)/\(name)", names: names.filter(RecordedAttributes.isNodeDirectory))
            }
            guard RecordedAttributes.isNodeDirectory(name) else { return [] }
            return (host.directory("\(path)/\(name)")?.names().sorted() ?? []).compactMap { device in
                self.device(at: "\(path)/\(name)/\(device)", subsystem: name)
            }
        }
    }

    /// vfio's and KFD's devices, partitions of AMD cards: what is not below any function.
    func sharedDevices() -> [DeviceRecord] {
        let groups = Set(accelerators.values.compactMap { $0.function.iommuGroup?.number }).sorted()
        let monitors = (host.directory("/sys/class/accel")?.names() ?? []).filter { $0.hasPrefix("accel_control") }
            .sorted()
        let virtual =
            [("vfio", "vfio", "misc"), ("iommu", "iommu", "misc"), ("kfd", "kfd", "kfd")]
            + monitors.map { ($0, "accel/\($0)", "accel") }
            + groups.flatMap { [("\($0)", "vfio/\($0)", "vfio"), ("noiommu-\($0)", "vfio/noiommu-\($0)", "vfio")] }
        let partitions = (host.directory("/sys/devices/platform")?.names() ?? []).filter { $0.hasPrefix("amdgpu_xcp") }
        return virtual.compactMap { name, node, subsystem in
            let link = host.link("/sys/class/\(subsystem)/\(name)")
            let path = link.flatMap { DevicePath(link: $0) }
            return path.flatMap { device(at: $0.text, subsystem: subsystem, nodeName: node) }
        } + partitions.sorted().flatMap { devices(below: "/sys/devices/platform/\($0)", names: ["drm"]) }
    }

    /// Devices that compute and stand below no accelerator: those of families that keep them apart, and those that are
    /// no PCI functions.
    func devicesElsewhere() -> [DeviceRecord] {
        let families = KnownFamily.all.filter { family in accelerators.values.contains { family.contains($0.function) }
        }
        let stating = families.compactMap { family -> String? in
            guard case .unparented(let pattern) = family.nodes else { return nil }
            return pattern.addresses?.subsystem
        }
        let listed =
            classDevices("drm") { $0.hasPrefix("renderD") } + classDevices("accel") { _ in true }
            + classDevices("misc") { $0 == "dxg" } + stating.flatMap { classDevices($0) { _ in true } }
        return listed + families.flatMap(nodes(of:)) + mediatedDevices()
    }

    /// With the device above each, which names the driver.
    private func classDevices(_ subsystem: String, where isWanted: (String) -> Bool) -> [DeviceRecord] {
        let names = (host.directory("/sys/class/\(subsystem)")?.names() ?? []).filter(isWanted).sorted()
        return names.flatMap { name -> [DeviceRecord] in
            guard let path = host.link("/sys/class/\(subsystem)/\(name)").flatMap({ DevicePath(link: $0) }),
                let device = device(at: path.text, subsystem: subsystem)
            else { return [] }
            return [parent(at: path.components.dropLast(2)), device].compactMap(\.self)
        }
    }

    private func parent(at parts: ArraySlice<Substring>) -> DeviceRecord? {
        guard parts.count > 2, let name = parts.last, PCIAddress(name) == nil,
            let directory = host.directory("/sys/" + parts.joined(separator: "/"))
        else { return nil }
        var record = DeviceRecord(path: "/" + parts.joined(separator: "/"))
        let subsystem = directory.link("subsystem")?.lastPathComponent ?? "platform"
        record.properties = properties(directory.text("uevent"), subsystem: subsystem)
        if let driver = directory.link("driver") { record.symbolicLinks.append(.init(name: "driver", value: driver)) }
        return record
    }

    private func nodes(of family: KnownFamily) -> [DeviceRecord] {
        var directory = ""
        if case .unparented(let pattern) = family.nodes, !pattern.directory.isEmpty {
            directory = pattern.directory + "/"
        }
        let names = (host.directory("/dev/\(directory)")?.names() ?? []).map { directory + $0 }
        return names.filter(family.makes(node:)).sorted().map { name in
            var record = DeviceRecord(path: "/devices/virtual/vendor/\(name.lastPathComponent)")
            record.node = .init(name: name, bytes: [])
            record.set("SUBSYSTEM", "vendor")
            if case .numbered(let number) = host.node("/dev/\(name)") {
                record.set("MAJOR", "\(number.major)")
                record.set("MINOR", "\(number.minor)")
                record.set("DEVNAME", "/dev/\(name)")
            }
            return record
        }
    }

    private func mediatedDevices() -> [DeviceRecord] {
        (host.directory("/sys/bus/mdev/devices")?.names() ?? []).sorted().compactMap { name -> DeviceRecord? in
            guard let path = host.link("/sys/bus/mdev/devices/\(name)").flatMap({ DevicePath(link: $0) }),
                let directory = host.directory(path.text)
            else { return nil }
            var record = DeviceRecord(path: String(path.eventPath))
            record.set("SUBSYSTEM", "mdev")
            for link in ["driver", "iommu_group", "mdev_type"] {
                if let target = directory.link(link) { record.symbolicLinks.append(.init(name: link, value: target)) }
            }
            return record
        }
    }

    /// Nodes that the kernel's device tree does not have.
    func nodesOfUserSpace() -> [DeviceRecord] {
        nodes.values.filter { $0.kind.isMadeByUserSpace && $0.hostPath == nil }.sorted { $0.path < $1.path }.map {
            node in
            let name = node.path.dropFirst("/dev/".utf8.count)
            var record = DeviceRecord(path: "/devices/virtual/nvidia/\(name.split(separator: "/").last ?? name)")
            record.node = .init(name: String(name), bytes: [])
            record.set("SUBSYSTEM", "nvidia")
            if let major = node.major, let minor = node.minor {
                record.set("MAJOR", "\(major)")
                record.set("MINOR", "\(minor)")
            }
            return record
        }
    }

    private func device(at path: String, subsystem: String, nodeName: String? = nil) -> DeviceRecord? {
        guard let directory = host.directory(path) else { return nil }
        let name = String(path.split(separator: "/").last ?? "")
        let text = directory.text("uevent")
        guard directory.exists("dev") || UeventProperties(text ?? "")["MAJOR"] != nil else { return nil }
        var record = DeviceRecord(path: String(path.dropFirst("/sys".utf8.count)))
        record.properties = properties(text, subsystem: subsystem)
        let prefix = ["drm": "dri/", "accel": "accel/", "infiniband_verbs": "infiniband/", "vfio-dev": "vfio/devices/"]
        if let device = ClassDevice(at: path, in: host, nodeName: nodeName ?? (prefix[subsystem] ?? "") + name),
            host.hasNode(device.nodePath)
        {
            record.node = .init(name: String(device.nodePath.dropFirst("/dev/".utf8.count)), bytes: [])
            // A capture has udev's properties among the kernel's already.
            if host.isMachine, let links = nodes[device.nodePath]?.links, !links.isEmpty {
                record.links = links.map { String($0.dropFirst("/dev/".utf8.count)) }
                record.set("DEVLINKS", links.joined(separator: " "))
                if UeventProperties(text ?? "")["USEC_INITIALIZED"] == nil { record.set("USEC_INITIALIZED", "1") }
            }
        }
        for name in directory.names() where RecordedAttributes.ofNode.contains(name) {
            add(name, of: directory, to: &record)
        }
        for name in directory.names() where RecordedAttributes.directoriesOfNode.contains(name) || name == "topology" {
            addTree(name, of: path, to: &record)
        }
        return record
    }

    private func properties(_ uevent: String?, subsystem: String) -> [DeviceRecord.Property] {
        let lines = (uevent ?? "").utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }).map { Substring($0) }.compactMap
        { line -> DeviceRecord.Property? in
            guard let sign = line.firstIndex(of: "="),
                RecordedAttributes.isRecorded(property: String(line[..<sign]))
            else { return nil }
            return .init(name: String(line[..<sign]), value: String(line[line.index(after: sign)...]))
        }
        return [.init(name: "SUBSYSTEM", value: subsystem)] + lines
    }

    private func add(_ name: String, of directory: borrowing HostDirectory, to record: inout DeviceRecord) {
        if let bytes = directory.bytes(name) { record.attributes.append(.init(name: name, bytes: bytes)) }
    }

    /// All files below a directory.
    private func addTree(_ name: String, of path: String, to record: inout DeviceRecord) {
        guard let directory = host.directory("\(path)/\(name)") else { return }
        for entry in directory.names().sorted() where directory.link(entry) == nil {
            if directory.isDirectory(entry) {
                addTree("\(name)/\(entry)", of: path, to: &record)
            } else if let bytes = directory.bytes(entry) {
                record.attributes.append(.init(name: "\(name)/\(entry)", bytes: bytes))
            }
        }
    }
}

extension DeviceRecord {
    mutating func set(_ name: String, _ value: String) {
        properties.removeAll { $0.name == name }
        properties.append(.init(name: name, value: value))
    }
}

extension DeviceNode.Kind {
    fileprivate var isMadeByUserSpace: Bool {
        switch self {
        case .nvidia, .nvidiaControl, .nvidiaUVM, .nvidiaUVMTools, .nvidiaModeset, .nvidiaCapability: true
        default: false
        }
    }
}
