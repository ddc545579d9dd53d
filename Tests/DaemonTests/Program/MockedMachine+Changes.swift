import Hardware
import HostBuilding
import Testing

/// What the kernel does to a machine, in the kernel's order.
extension MockedMachine {
    /// Loads all devices of a host, before the daemon starts.
    func load(_ host: HostBuilder) throws { try plug(host.recording) }

    /// A card is plugged in: the function is there unbound, the driver makes nodes, and only then is bound.
    func plug(_ card: PCIAddress, of host: HostBuilder) throws {
        try plug(host[card].unbound.record)
        try plugNodes(of: card, of: host)
        try bind(card, of: host)
    }

    func plugNodes(of card: PCIAddress, of host: HostBuilder) throws {
        for node in nodes(of: card, of: host) { try plug(node.record) }
    }

    /// The driver's link is there before `bind` is announced.
    func bind(_ card: PCIAddress, of host: HostBuilder) throws {
        try setDriver(host[card].driver, of: "/sys" + host[card].path)
        try announce("bind", "/sys" + host[card].path)
    }

    /// The driver lets go: its nodes vanish first.
    func unbind(_ card: PCIAddress, of host: HostBuilder) throws {
        for node in nodes(of: card, of: host) { try remove("/sys" + node.path) }
        try setDriver(nil, of: "/sys" + host[card].path)
        try announce("unbind", "/sys" + host[card].path)
    }

    func unplug(_ card: PCIAddress, of host: HostBuilder) throws {
        try unbind(card, of: host)
        try remove("/sys" + host[card].path)
    }

    /// `echo N > sriov_numvfs`: each function is added, linked and announced once more, and the number comes last.
    func createVFs(of physical: PCIAddress, in host: HostBuilder) throws {
        let path = "/sys" + host[physical].path
        for (index, address) in virtualFunctions(of: physical, in: host).enumerated() {
            var function = host[address].unbound
            function.set("physfn", to: nil)
            try plug(function.record)
            try link("physfn", of: "/sys" + function.path, to: "../\(physical)")
            try link("virtfn\(index)", of: path, to: "../\(address)")
            try announce("change", "/sys" + function.path)
            try plugNodes(of: address, of: host)
            try bind(address, of: host)
        }
        try announce("change", path)
        try set("sriov_numvfs", of: path, to: "\(virtualFunctions(of: physical, in: host).count)")
    }

    /// `echo 0 > sriov_numvfs`: links vanish first, and the physical function announces nothing.
    func destroyVFs(of physical: PCIAddress, in host: HostBuilder) throws {
        let path = "/sys" + host[physical].path
        for (index, address) in virtualFunctions(of: physical, in: host).enumerated() {
            try unlink("\(path)/virtfn\(index)")
            try unlink("/sys\(host[address].path)/physfn")
            try unplug(address, of: host)
        }
        try set("sriov_numvfs", of: path, to: "0")
    }

    /// The same without taking the nodes away one by one, which umockdev does not do for hundreds.
    func destroyManyVFs(of physical: PCIAddress, in host: HostBuilder) throws {
        let path = "/sys" + host[physical].path
        for (index, address) in virtualFunctions(of: physical, in: host).enumerated() {
            try unlink("\(path)/virtfn\(index)")
            try announce("unbind", "/sys" + host[address].path)
            try announce("remove", "/sys" + host[address].path)
            try unlink("/sys/bus/pci/devices/\(address)")
        }
        try set("sriov_numvfs", of: path, to: "0")
    }

    private func nodes(of card: PCIAddress, of host: HostBuilder) -> [HostDevice] {
        host.devices.filter { $0.path.hasPrefix(host[card].path + "/") && $0.node != nil }
    }

    func virtualFunctions(of physical: PCIAddress, in host: HostBuilder) -> [PCIAddress] {
        host.devices.filter { $0.values["physfn"] == .link("../\(physical)") }.compactMap { PCIAddress($0.name) }
            .sorted()
    }
}

extension HostDevice {
    var driver: String? {
        guard case .link(let target)? = values["driver"] else { return nil }
        return target.split(separator: "/").last.map(String.init)
    }

    var unbound: HostDevice {
        var device = self
        device.set("driver", to: nil)
        device.properties.removeAll { $0.key == "DRIVER" }
        return device
    }
}
