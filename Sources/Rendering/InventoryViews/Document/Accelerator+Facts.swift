internal import Hardware

/// Each fact with the file that it was read from; where a driver states it, the driver's.
extension Accelerator {
    typealias Fact = Explanation.Fact

    private var directory: String { "/sys/bus/pci/devices/\(address)" }

    /// A virtual function has its physical one's link, and a card with a switch of its own that of a port.
    private var linkDirectory: String {
        "/sys/bus/pci/devices/\(function.link.port ?? function.sriov.parent ?? address)"
    }

    private var nvidiaFile: String { "/proc/driver/nvidia/gpus/\(address)/information" }

    var identityFacts: [Fact] {
        let ids = "\(function.vendorID):\(function.deviceID)"
        let isNVIDIA = function.driver == "nvidia"
        return [
            Fact("device name", name.description),
            Fact("ids", ids, "\(directory)/vendor, device"),
            Fact("class", function.pciClass, "\(directory)/class"),
            Fact("vendor", function.name.vendor, "pci.ids"),
            Fact("product", function.name.product, productSource),
            Fact("driver", function.driver, "\(directory)/driver"),
            Fact(
                "driver version", function.driverVersion, function.driver.map { "/sys/module/\($0)/version or its own" }
            ),
            Fact("memory", memory.map { "\($0.bytes) bytes" }, memory?.source.rawValue),
            Fact("uuid", uuid, !isNVIDIA ? "\(directory)/unique_id" : partition == nil ? nvidiaFile : "libnvidia-ml"),
            Fact("serial", serial, isNVIDIA ? "libnvidia-ml" : "\(directory)/serial_number"),
            Fact("firmware", firmwareVersion, isNVIDIA ? nvidiaFile : "its driver"),
            Fact("video BIOS", vbiosVersion, isNVIDIA ? nvidiaFile : "\(directory)/vbios_version"),
        ].compactMap(\.self)
    }

    private var productSource: String? {
        switch function.name.productSource {
        case .driver: function.driver == "nvidia" ? nvidiaFile : "its driver"
        case .pciIDs: "pci.ids"
        case nil: nil
        }
    }

    var placeFacts: [Fact] {
        let path = ([function.pcieRoot].compactMap(\.self) + (function.upstream + [address]).map(\.description))
        let others = function.iommuGroup?.members.filter { $0 != address } ?? []
        let shared = others.isEmpty ? "" : ", with \(others.map(\.description).joined(separator: ", "))"
        return [
            Fact("path", path.joined(separator: " > "), "/sys/devices"),
            Fact("NUMA node", function.numaNode, "\(directory)/numa_node"),
            Fact("IOMMU group", function.iommuGroup.map { "\($0.number)\(shared)" }, "\(directory)/iommu_group"),
            Fact("link", function.link.summary, "\(linkDirectory)/current_link_*"),
            Fact("link at most", function.link.maximumSummary, "\(linkDirectory)/max_link_*"),
            Fact("power", function.powerState, "\(directory)/power_state"),
            Fact("SR-IOV", function.sriov.summary, "\(directory)/\(function.sriov.isVirtual ? "physfn" : "sriov_*")"),
            Fact("partition", partition.map { "of \($0.parent)" }, "its driver"),
            Fact("udev path", udevPath, "udev's database"),
        ].compactMap(\.self)
    }

    var nodeFacts: [Fact] {
        nodes.map { node in
            let number = node.major.flatMap { major in node.minor.map { " \(major):\($0)" } } ?? ""
            let links = node.links.isEmpty ? "" : ", also \(node.links.joined(separator: ", "))"
            return Fact(node.kind.rawValue, "\(node.path)\(number)\(links)")
        } + [Fact("missing", missingNode, "its driver names it")].compactMap(\.self)
    }

    /// In the order in which they are asked.
    var rules: [Fact] {
        var rules = [Fact("candidate", candidateRule)]
        switch readiness {
        case .ready:
            rules.append(
                Fact("usable", attachment.map { $0 == .native ? "by nodes of its own driver" : "by vfio" } ?? "no"))
        case .unbound: rules.append(Fact("usable", "no: no driver is bound"))
        case .pending(let why), .failed(let why): rules.append(Fact("usable", "no, \(readiness.state): \(why)"))
        }
        rules.append(Fact("offered", offer.reason.map { "no: \($0)" } ?? "yes"))
        return rules
    }

    private var candidateRule: String {
        if function.pciClass.isDisplay { return "class 03, display" }
        if function.pciClass.isProcessingAccelerator { return "class 12, processing accelerator" }
        let isKnown = KnownFamily.contains(
            vendorID: function.vendorID, deviceID: function.deviceID, baseClass: function.pciClass.base)
        return isKnown
            ? "its ids are an accelerator's" : "candidates.include of the configuration, or its render or accel device"
    }
}

extension PCIeLink {
    fileprivate var maximumSummary: String? {
        let parts = [maximumSpeed.map(\.description), maximumWidth.map { "x\($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
