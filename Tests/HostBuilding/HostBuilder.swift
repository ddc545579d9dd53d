package import Hardware

/// Builds a machine for a test, and shows it as a recording or as a directory that stands for the host's root.
///
///     var host = HostBuilder(name: "node-a")
///     host.addBridge(at: port, to: 1...1)
///     host.add(HostFunction(card, vendorID: …, driver: "xe"), below: port)
///     host.addDRM(to: card, card: 0, render: 128)
///     try host.write(to: directory)
package struct HostBuilder: Sendable {
    /// In the order in which they were added; a parent precedes its children.
    package private(set) var devices: [HostDevice] = []
    /// Files and links outside /sys/devices, by their path below the host's root: `proc/devices`.
    package private(set) var files: [String: HostValue] = [:]
    private var positions: [PCIAddress: Int] = [:]

    package init(name: String = "generated", kernelRelease: String = "6.12.0") {
        setFile("proc/sys/kernel/hostname", to: name + "\n")
        setFile("proc/sys/kernel/osrelease", to: kernelRelease + "\n")
    }

    /// Adds a function below a bridge that was added before, or on the root bus that its address names. Another root
    /// stands for what is below /sys/devices: `pci0000:e0/0000:e0:05.5/pci10000:e0`.
    package mutating func add(
        _ function: HostFunction, below bridge: PCIAddress? = nil, root: String? = nil,
        buses: ClosedRange<UInt8>? = nil, physicalFunction: PCIAddress? = nil
    ) {
        let address = function.address
        precondition(positions[address] == nil, "\(address) was added before")
        let ownRoot = "pci\(hexadecimal(address.domain, digits: 4)):\(hexadecimal(address.bus, digits: 2))"
        let parent = bridge.map { self[$0].path } ?? "/devices/\(root ?? ownRoot)"
        positions[address] = devices.count
        devices.append(
            function.device(path: "\(parent)/\(address)", buses: buses, physicalFunction: physicalFunction))
    }

    /// Adds a device that is not a PCI function.
    package mutating func add(_ device: HostDevice) { devices.append(device) }

    /// The directory of a function that was added before; to change what stands in it.
    package subscript(address: PCIAddress) -> HostDevice {
        get { devices[position(of: address)] }
        set { devices[position(of: address)] = newValue }
    }

    package mutating func setFile(_ path: String, to text: String) { files[path] = .text(text) }

    package mutating func setFile(_ path: String, to bytes: [UInt8]) { files[path] = .binary(bytes) }

    package mutating func setLink(_ path: String, to target: String) { files[path] = .link(target) }

    private func position(of address: PCIAddress) -> Int {
        guard let position = positions[address] else { preconditionFailure("\(address) is not part of the host") }
        return position
    }
}
