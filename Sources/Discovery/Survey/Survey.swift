package import Hardware
private import LibPCI
package import Sysfs

/// One look at a host: joins libpci, sysfs, the drivers' own files and udev into one inventory.
package struct Survey: Sendable {
    private let host: HostRoot
    private let rules: SurveyRules

    package init(of host: HostRoot, rules: SurveyRules = SurveyRules()) {
        self.host = host
        self.rules = rules
    }

    package func inventory() throws(SurveyError) -> Inventory {
        guard SpareDescriptors.suffice else { throw .tooFewDescriptors }
        let inventory = try read()
        // They may have become scarce meanwhile.
        guard SpareDescriptors.suffice else { throw .tooFewDescriptors }
        return inventory
    }

    private func read() throws(SurveyError) -> Inventory {
        var omissions: [Omission] = []
        let addresses = try listBus(omissions: &omissions)
        let functions = try identify(addresses, omissions: &omissions)
        let groups = IOMMUGroups(of: addresses, in: host)
        let reader = AcceleratorReader(host: host, rules: rules, functions: functions, groups: groups)
        let (readings, names) = ParallelMap.both {
            ParallelMap.work(on: functions.candidates) { CandidateReading(of: $0, by: reader) }
        } and: { [scanner] in
            // pci.ids has a megabyte, which is read meanwhile.
            Result { () throws(PCIScanError) in try scanner.names(of: functions.candidateIdentities) }
        }
        omissions += readings.flatMap(\.omissions)
        var devices = readings.flatMap(\.devices)
        try name(&devices, names)
        UdevJoin(host).apply(to: &devices)
        DuplicateNodeCheck.apply(to: &devices)
        let offers = OfferRules(rules: rules, blockers: IOMMUGroupBlockers(beside: devices, in: host))
        return Inventory(
            host: identity, accelerators: devices.map { $0.accelerator(offers.offer(of: $0)) }, omissions: omissions)
    }

    private func listBus(omissions: inout [Omission]) throws(SurveyError) -> [PCIAddress] {
        let path = "/sys/bus/pci/devices"
        guard let directory = host.directory(path) else {
            guard host.exists("/sys/bus"), !host.exists("/sys/bus/pci") else {
                throw .unreadableBus(path: host.path(path))
            }
            omissions.append(Omission(what: "PCI bus", why: "the kernel has none: there is no /sys/bus/pci"))
            return []
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
        return addresses.sorted()
    }

    private func identify(
        _ addresses: [PCIAddress], omissions: inout [Omission]
    ) throws(SurveyError) -> FunctionTable {
        var table = FunctionTable()
        for (address, identity) in try identities(of: addresses) {
            switch identity {
            case .success(let identity) where isCandidate(address, identity):
                let rule = excludeRule(address, identity)
                table.insert(identity, at: address, isCandidate: rule == nil)
                if let rule {
                    omissions.append(
                        Omission(address: address, what: "function", why: "left out by the configuration: \(rule)"))
                }
            case .success(let identity):
                table.insert(identity, at: address, isCandidate: false)
                // libpci reads a class that is no number as 0, which also means "unclassified".
                if identity.baseClass == 0, FunctionFiles.open(address, in: host)?.statedClass == nil {
                    omissions.append(Omission(address: address, what: "function", why: "its class is unreadable"))
                }
            case .failure(let error):
                // Then libpci names the file that it happened to want next.
                let isGone = FunctionFiles.open(address, in: host) == nil
                let why = isGone ? UnreadableFunction.vanished.description : withoutPrefix(error)
                omissions.append(Omission(address: address, what: "function", why: why))
            }
        }
        return table
    }

    private func name(
        _ devices: inout [FoundDevice], _ names: Result<[PCIIdentity: ProductName], PCIScanError>
    ) throws(SurveyError) {
        do throws(PCIScanError) {
            let names = try names.get()
            for index in devices.indices {
                let function = devices[index].function
                let identity = PCIIdentity(
                    vendorID: function.vendorID, deviceID: function.deviceID, subclass: function.pciClass.subclass)
                devices[index].function.name = names[identity] ?? ProductName()
            }
        } catch {
            throw .scan(error)
        }
    }

    private var scanner: PCIScanner { PCIScanner(sysfs: host.path("/sys/bus/pci")) }

    private func identities(
        of addresses: [PCIAddress]
    ) throws(SurveyError) -> [(address: PCIAddress, identity: Result<PCIIdentity, PCIScanError>)] {
        let shares = ParallelMap.work(on: addresses) { [scanner] share in
            Result { () throws(PCIScanError) in try scanner.identities(of: share) }
        }
        do throws(PCIScanError) {
            var identities: [(address: PCIAddress, identity: Result<PCIIdentity, PCIScanError>)] = []
            for share in shares { identities += try share.get() }
            return identities
        } catch {
            throw .scan(error)
        }
    }

    private func isCandidate(_ address: PCIAddress, _ identity: PCIIdentity) -> Bool {
        guard let pciClass = PCIClass(code: UInt32(identity.subclass) << 8) else { return false }
        return pciClass.isDisplay || pciClass.isProcessingAccelerator
            || rules.selection.matchesInclude(
                vendor: identity.vendorID, device: identity.deviceID, class: fullClass(address, pciClass),
                address: address)
    }

    private func excludeRule(_ address: PCIAddress, _ identity: PCIIdentity) -> String? {
        guard let pciClass = PCIClass(code: UInt32(identity.subclass) << 8) else { return nil }
        return rules.selection.excludeRule(
            vendor: identity.vendorID, device: identity.deviceID, class: fullClass(address, pciClass), address: address)
    }

    /// libpci leaves out the programming interface, which a person's class pattern may name.
    private func fullClass(_ address: PCIAddress, _ pciClass: PCIClass) -> PCIClass {
        guard !rules.selection.include.classes.isEmpty || !rules.selection.exclude.classes.isEmpty else {
            return pciClass
        }
        return FunctionFiles.open(address, in: host)?.pciClass ?? pciClass
    }

    /// libpci's words, with paths of the host, not of where a capture of it happens to lie.
    private func withoutPrefix(_ error: PCIScanError) -> String {
        guard case .function(_, let message) = error else { return error.description }
        let words = message.split(separator: " ", omittingEmptySubsequences: false)
        return words.map { $0.hasPrefix(host.prefix) ? $0.dropFirst(host.prefix.count) : $0 }.joined(separator: " ")
    }

    private var identity: HostIdentity {
        HostIdentity(
            name: host.text("/proc/sys/kernel/hostname") ?? host.text("/etc/hostname"),
            kernelRelease: host.text("/proc/sys/kernel/osrelease"))
    }
}
