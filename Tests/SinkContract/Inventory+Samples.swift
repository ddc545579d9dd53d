package import Hardware

extension Inventory {
    /// Plain accelerators, 65 to a bus; each has a little that differs from the others'.
    package static func devices(_ count: Int) -> Inventory { devices(0..<count) }

    /// Some of them.
    package static func devices(_ indices: Range<Int>) -> Inventory {
        Inventory(host: HostIdentity(name: "node1"), accelerators: indices.map { .sample($0) })
    }

    package func without(_ index: Int) -> Inventory {
        var accelerators = accelerators
        accelerators.remove(at: index)
        return Inventory(host: host, accelerators: accelerators, omissions: omissions)
    }

    /// With another value in one accelerator, which its slice shows.
    package func with(serial: String, at index: Int) -> Inventory {
        var accelerators = accelerators
        accelerators[index].serial = serial
        return Inventory(host: host, accelerators: accelerators, omissions: omissions)
    }

    /// One accelerator that is not ready yet: a pool that nothing may be said of.
    package static var pending: Inventory {
        var accelerator = Accelerator.sample(0)
        accelerator.readiness = .pending("its device nodes are not there yet")
        accelerator.offer = .withheld(as: .pending, because: "its device nodes are not there yet")
        return Inventory(host: HostIdentity(name: "node1"), accelerators: [accelerator])
    }
}

extension Accelerator {
    fileprivate static func sample(_ index: Int) -> Accelerator {
        let place = index % 65
        guard
            let address = PCIAddress(
                domain: 0, bus: UInt8(3 + index / 65), device: UInt8(place / 8), function: UInt8(place % 8)),
            let pciClass = PCIClass(code: 0x030200)
        else { preconditionFailure("There is no device \(index)") }
        var function = PCIFunction(
            address: address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56c1), pciClass: pciClass)
        function.driver = "xe"
        function.numaNode = index % 2
        return Accelerator(
            function: function, memory: DeviceMemory(bytes: 17_179_869_184, source: .localMemoryTotal),
            serial: "serial \(index): \"\u{e9}\" \\ yes", readiness: .ready, attachment: .native, offer: .offered)
    }
}
