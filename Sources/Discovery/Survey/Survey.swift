package import DriverFacts
package import DriverFiles
private import Files
package import Hardware
package import LibPCI
package import Sysfs
private import SystemPackage

/// One look at a host: joins sysfs, pci.ids, the drivers' own files and udev into one inventory.
package struct Survey: Sendable {
    private let host: HostRoot
    private let rules: SurveyRules
    private let names: ProductNames
    private let facts: any DriverFactsSource
    private let driverFiles: DriverFilesMemory
    private let progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    /// A program that surveys again and again gives the same names and driver files each time, which then remember what they
    /// have read.
    ///
    /// Without a source of facts, drivers' answers are those that the host itself holds: a recording has them. `progress` hears
    /// how many functions of the bus have been read, from several threads at once.
    package init(
        of host: HostRoot, rules: SurveyRules = SurveyRules(), names: ProductNames = ProductNames(),
        facts: (any DriverFactsSource)? = nil, driverFiles: DriverFilesMemory = DriverFilesMemory(),
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) {
        self.progress = progress
        self.driverFiles = driverFiles
        self.facts = facts ?? RecordedDriverFacts(host)
        self.host = host
        self.rules = rules
        self.names = names
    }

    package func inventory() throws(SurveyError) -> Inventory { completing(try essentials()) }

    /// The inventory with what drivers tell at their nodes alone. No container needs it to be given a device, and a driver
    /// may take its time to answer.
    package func completing(_ inventory: Inventory) -> Inventory {
        rules.asksDrivers ? DRMMemory(source: facts).join(inventory) : inventory
    }

    /// All but what `completing` adds: enough for CDI specs.
    package func essentials() throws(SurveyError) -> Inventory {
        guard DescriptorHeadroom.suffices else { throw .tooFewDescriptors }
        let inventory = try read()
        // They may have become scarce by now.
        guard DescriptorHeadroom.suffices else { throw .tooFewDescriptors }
        return inventory
    }

    private func read() throws(SurveyError) -> Inventory {
        var omissions: [Omission] = []
        let driverHost = driverHost(omissions: &omissions)
        let reader = AcceleratorReader(host: host.forOneSurvey, driverHost: driverHost, rules: rules)
        let bus = try readBus(with: reader, omissions: &omissions)
        var devices = bus.flatMap(\.devices)
        let functions = bus.flatMap(\.functions)
        let elsewhere = DevicesElsewhere(beside: Set(devices.flatMap(\.nodes).map(\.path)), in: host)
        omissions += bus.flatMap(\.omissions) + elsewhere.omissions
        let seen = Set(devices.map(\.address)).union(omissions.compactMap(\.address))
        let others = functions.map(\.address).filter { elsewhere.functions.contains($0) && !seen.contains($0) }
        devices += read(others, with: reader, omissions: &omissions)
        IOMMUGroups(of: functions).apply(to: &devices)
        VendorNodes(host).apply(to: &devices)
        name(&devices, omissions: &omissions)
        UdevJoin(host).apply(to: &devices)
        DuplicateNodeCheck.apply(to: &devices)
        let files = NVIDIAUserSpace(host: driverHost, root: rules.driverRoot, memory: driverFiles)
            .join(&devices, omissions: &omissions)
        let facts =
            rules.asksDrivers ? NVIDIAFacts(source: facts).join(&devices, files, omissions: &omissions) : nil
        let offers = OfferRules(rules: rules, blockers: IOMMUGroupBlockers(beside: devices, in: host))
        return Inventory(
            host: identity, accelerators: devices.map { $0.accelerator(offers.offer(of: $0)) }, omissions: omissions,
            driverFiles: files, driverFacts: facts, functionCount: functions.count)
    }

    /// Where the files are that drivers have on the host.
    private func driverHost(omissions: inout [Omission]) -> HostRoot {
        guard let path = rules.hostFiles else { return host }
        do {
            return try HostRoot(filesBelow: path)
        } catch {
            omissions.append(
                Omission(
                    what: "files of drivers below \(path)",
                    why: "\(path) cannot be read (discovery.hostRoot in the configuration)"))
            return host
        }
    }

    private func readBus(
        with reader: AcceleratorReader, omissions: inout [Omission]
    ) throws(SurveyError) -> [BusReading] {
        guard let bus = host.directory(BusReading.path) else {
            guard host.exists("/sys/bus"), !host.exists("/sys/bus/pci") else {
                throw .unreadableBus(path: host.path(BusReading.path))
            }
            omissions.append(Omission(what: "PCI bus", why: "the kernel has none: there is no /sys/bus/pci"))
            return []
        }
        var addresses: [PCIAddress] = []
        for name in bus.names() {
            // The kernel writes an address in one way only; another spelling would be the same function twice.
            if let address = PCIAddress(name), address.description == name {
                addresses.append(address)
            } else {
                omissions.append(
                    Omission(what: "entry \(name) of \(BusReading.path)", why: "its name is no PCI address"))
            }
        }
        let steps = Steps(of: addresses.count, progress)
        return ParallelMap.work(on: addresses.sorted()) { share in
            BusReading(of: share, on: bus, in: host, rules, by: reader, steps: steps, isWanted: rules.isCandidate)
        }
    }

    /// Accelerators by the kernel's word alone: their drivers have registered a render or accel device.
    private func read(
        _ addresses: [PCIAddress], with reader: AcceleratorReader, omissions: inout [Omission]
    ) -> [FoundDevice] {
        guard !addresses.isEmpty, let bus = host.directory(BusReading.path) else { return [] }
        let reading = BusReading(of: addresses[...], on: bus, in: host, rules, by: reader) { _, _ in true }
        omissions += reading.omissions
        return reading.devices
    }

    private func name(_ devices: inout [FoundDevice], omissions: inout [Omission]) {
        let found = names.names(of: Set(devices.map { Self.product($0.function) }), in: rules.nameList)
        for index in devices.indices {
            let name = found[Self.product(devices[index].function)]
            devices[index].function.name.vendor = name?.vendor
            devices[index].function.name.entry = name?.entry
        }
        shareDriverNames(&devices)
        // A pipe or a directory has no places to look names up at.
        if let file = rules.nameList, HostRoot.machine.reading(file.string, { _ in true }) == nil {
            omissions.append(
                Omission(what: "names of \(file)", why: "the file cannot be read (pciIDs in the configuration)"))
        }
    }

    /// A virtual function with its physical one's device id is the same product, of which the driver tells only once.
    private func shareDriverNames(_ devices: inout [FoundDevice]) {
        var told: [PCIAddress: (product: ProductID, name: String)] = [:]
        for device in devices where device.partition == nil && device.function.sriov.physicalFunction != nil {
            guard let name = device.function.name.driverName else { continue }
            told[device.address] = (Self.product(device.function), name)
        }
        guard !told.isEmpty else { return }
        for index in devices.indices where devices[index].function.name.driverName == nil {
            guard let parent = devices[index].function.sriov.parent.flatMap({ told[$0] }),
                parent.product == Self.product(devices[index].function)
            else { continue }
            devices[index].function.name.driverName = parent.name
        }
    }

    private static func product(_ function: PCIFunction) -> ProductID {
        ProductID(vendor: function.vendorID, device: function.deviceID)
    }

    private var identity: HostIdentity {
        HostIdentity(
            name: host.text("/proc/sys/kernel/hostname") ?? host.text("/etc/hostname"),
            kernelRelease: host.text("/proc/sys/kernel/osrelease"))
    }
}

/// Finds nodes that several functions claim. Handing out the wrong device is worse than handing out none, so all
/// claimants fail until only one is left.
private enum DuplicateNodeCheck {
    static func apply(to devices: inout [FoundDevice]) {
        var owners: [String: PCIAddress] = [:]
        var claimants: [String: [PCIAddress]] = [:]
        for device in devices {
            for node in device.nodes where !node.kind.isShared {
                guard let owner = owners.updateValue(device.address, forKey: node.path) else { continue }
                claimants[node.path, default: [owner]].append(device.address)
            }
        }
        guard !claimants.isEmpty else { return }
        for index in devices.indices {
            let address = devices[index].address
            for node in devices[index].nodes {
                guard let others = claimants[node.path]?.filter({ $0 != address }), !others.isEmpty else { continue }
                let names = others.map(\.description).joined(separator: ", ")
                devices[index].becomes(.failed("\(node.path) is also claimed by \(names)"))
                break
            }
        }
    }
}
