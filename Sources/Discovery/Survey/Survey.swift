package import DriverFacts
package import DriverFiles
private import Files
package import Hardware
package import LibPCI
private import SystemPackage
package import Sysfs

/// One look at a host: joins sysfs, pci.ids, the drivers' own files and udev into one inventory.
package struct Survey: Sendable {
    private let host: HostRoot
    private let rules: SurveyRules
    private let names: ProductNames
    private let facts: any DriverFactsSource
    private let driverFiles: DriverFilesMemory

    /// A program that surveys again and again gives the same names and driver files each time, which then remember what they
    /// have read.
    ///
    /// Without a source of facts, drivers' answers are those that the host itself holds: a recording has them.
    package init(
        of host: HostRoot, rules: SurveyRules = SurveyRules(), names: ProductNames = ProductNames(),
        facts: (any DriverFactsSource)? = nil, driverFiles: DriverFilesMemory = DriverFilesMemory()
    ) {
        self.driverFiles = driverFiles
        self.facts = facts ?? RecordedDriverFacts(host)
        self.host = host
        self.rules = rules
        self.names = names
    }

    package func inventory() throws(SurveyError) -> Inventory {
        guard DescriptorHeadroom.suffices else { throw .tooFewDescriptors }
        let inventory = try read()
        // They may have become scarce by now.
        guard DescriptorHeadroom.suffices else { throw .tooFewDescriptors }
        return inventory
    }

    private func read() throws(SurveyError) -> Inventory {
        var omissions: [Omission] = []
        let functions = try functions(omissions: &omissions)
        let groups = IOMMUGroups(of: functions)
        let reader = AcceleratorReader(host: host, rules: rules, functions: functions, groups: groups)
        let readings = ParallelMap.work(on: functions.candidates) { CandidateReading(of: $0, by: reader) }
        var devices = readings.flatMap(\.devices)
        let elsewhere = DevicesElsewhere(beside: Set(devices.flatMap(\.nodes).map(\.path)), in: host)
        omissions += readings.flatMap(\.omissions) + elsewhere.omissions
        devices += otherDevices(elsewhere.functions, functions, reader, omissions: &omissions)
        VendorNodes(host).apply(to: &devices)
        name(&devices, omissions: &omissions)
        UdevJoin(host).apply(to: &devices)
        DuplicateNodeCheck.apply(to: &devices)
        let files = NVIDIAUserSpace(host: host, root: rules.driverRoot, memory: driverFiles)
            .join(&devices, omissions: &omissions)
        let facts =
            rules.asksDrivers ? NVIDIAFacts(source: facts).join(&devices, files, omissions: &omissions) : nil
        let offers = OfferRules(rules: rules, blockers: IOMMUGroupBlockers(beside: devices, in: host))
        return Inventory(
            host: identity, accelerators: devices.map { $0.accelerator(offers.offer(of: $0)) }, omissions: omissions,
            driverFiles: files, driverFacts: facts, functionCount: functions.functions.count)
    }

    private func functions(omissions: inout [Omission]) throws(SurveyError) -> FunctionTable {
        let path = "/sys/bus/pci/devices"
        guard let directory = host.directory(path) else {
            guard host.exists("/sys/bus"), !host.exists("/sys/bus/pci") else {
                throw .unreadableBus(path: host.path(path))
            }
            omissions.append(Omission(what: "PCI bus", why: "the kernel has none: there is no /sys/bus/pci"))
            return FunctionTable()
        }
        var addresses: [PCIAddress] = []
        for name in directory.names() {
            // The kernel writes an address in one way only; another spelling would be the same function twice.
            if let address = PCIAddress(name), address.description == name {
                addresses.append(address)
            } else {
                omissions.append(
                    Omission(
                        what: "entry \(name) of \(path)", why: "its name is no PCI address"))
            }
        }
        return identify(addresses.sorted(), on: directory, omissions: &omissions)
    }

    private func identify(
        _ addresses: [PCIAddress], on bus: borrowing HostDirectory, omissions: inout [Omission]
    ) -> FunctionTable {
        var table = FunctionTable()
        let shares = ParallelMap.work(on: addresses) { share in
            share.map { address in
                Result { () throws(UnreadableFunction) in try FunctionIdentity(of: address, on: bus, in: host) }
            }
        }
        for (address, identity) in zip(addresses, shares.joined()) {
            switch identity {
            case .success(let identity):
                let rule = isCandidate(address, identity) ? excludeRule(address, identity) : nil
                table.insert(identity, at: address, isCandidate: rule == nil && isCandidate(address, identity))
                if let rule { omissions.append(Self.excluded(address, by: rule)) }
            case .failure(let fault):
                omissions.append(Omission(address: address, what: "function", why: fault.description))
            }
        }
        return table
    }

    /// Accelerators by the kernel's word alone: their drivers have registered a render or accel device.
    private func otherDevices(
        _ addresses: Set<PCIAddress>, _ functions: FunctionTable, _ reader: AcceleratorReader,
        omissions: inout [Omission]
    ) -> [FoundDevice] {
        let seen = Set(functions.candidates).union(omissions.compactMap(\.address))
        var found: [PCIAddress] = []
        for address in addresses.subtracting(seen).sorted() {
            guard let identity = functions.identity(of: address) else { continue }
            if let rule = excludeRule(address, identity) {
                omissions.append(Self.excluded(address, by: rule))
            } else {
                found.append(address)
            }
        }
        guard !found.isEmpty else { return [] }
        let reading = CandidateReading(of: found[...], by: reader)
        omissions += reading.omissions
        return reading.devices
    }

    private static func excluded(_ address: PCIAddress, by rule: String) -> Omission {
        Omission(address: address, what: "function", why: "left out by the configuration: \(rule)", isChosen: true)
    }

    private func name(_ devices: inout [FoundDevice], omissions: inout [Omission]) {
        let found = names.names(of: Set(devices.map { Self.product($0.function) }), in: rules.nameList)
        for index in devices.indices {
            let name = found[Self.product(devices[index].function)]
            devices[index].function.name.vendor = name?.vendor
            devices[index].function.name.entry = name?.entry
        }
        shareDriverNames(&devices)
        if let file = rules.nameList, !HostRoot.machine.exists(file.string) {
            omissions.append(
                Omission(what: "names of \(file)", why: "the file cannot be read (pciIDs in the configuration)"))
        }
    }

    /// A virtual function with its physical one's device id is the same product, of which the driver tells only once.
    private func shareDriverNames(_ devices: inout [FoundDevice]) {
        let physical = devices.filter { $0.function.sriov.physicalFunction != nil && $0.partition == nil }
        let functions = Dictionary(physical.map { ($0.address, $0.function) }, uniquingKeysWith: { first, _ in first })
        for index in devices.indices {
            let function = devices[index].function
            guard function.name.driverName == nil, let parent = function.sriov.parent.flatMap({ functions[$0] }),
                Self.product(parent) == Self.product(function)
            else { continue }
            devices[index].function.name.driverName = parent.name.driverName
        }
    }

    private static func product(_ function: PCIFunction) -> ProductID {
        ProductID(vendor: function.vendorID, device: function.deviceID)
    }

    private func isCandidate(_ address: PCIAddress, _ identity: FunctionIdentity) -> Bool {
        identity.pciClass.isDisplay || identity.pciClass.isProcessingAccelerator
            || KnownFamily.contains(
                vendorID: identity.vendorID, deviceID: identity.deviceID, baseClass: identity.pciClass.base)
            || rules.selection.matchesInclude(
                vendor: identity.vendorID, device: identity.deviceID, class: identity.pciClass, address: address)
    }

    private func excludeRule(_ address: PCIAddress, _ identity: FunctionIdentity) -> String? {
        rules.selection.excludeRule(
            vendor: identity.vendorID, device: identity.deviceID, class: identity.pciClass, address: address)
    }

    private var identity: HostIdentity {
        HostIdentity(
            name: host.text("/proc/sys/kernel/hostname") ?? host.text("/etc/hostname"),
            kernelRelease: host.text("/proc/sys/kernel/osrelease"))
    }
}
