import Hardware
import HostBuilding
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A daemon on a machine that changes", .timeLimit(.minutes(3)))
    struct HotplugTests {
        private let first = PCIAddress("0000:03:00.0")
        private let second = PCIAddress("0000:04:00.0")

        /// Two Arc A770 on ports of their own.
        private func twoCards(firstNode: Int = 0) throws -> HostBuilder {
            var host = HostBuilder(name: "node-a")
            for (index, address) in [try #require(first), try #require(second)].enumerated() {
                let port = try #require(PCIAddress("0000:00:0\(index + 1).0"))
                let bus = UInt8(index + 3)
                host.addBridge(at: port, to: bus...bus)
                host.add(
                    HostFunction(
                        address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: .vga, driver: "xe",
                        iommuGroup: 10 + index), below: port)
                host.addDRM(to: address, card: firstNode + index, render: 128 + firstNode + index)
            }
            return host
        }

        /// A daemon on the machine with what is plugged in at the start.
        private func withMachine(
            _ host: HostBuilder, without absent: [PCIAddress] = [], _ body: (MockedMachine) async throws -> Void
        ) async throws {
            try await MockedMachine.run { machine in
                let paths = absent.map { host[$0].path }
                for device in host.devices where !paths.contains(where: { device.path.hasPrefix($0) }) {
                    try machine.plug(device.record)
                }
                try machine.start()
                try await body(machine)
            }
        }

        @Test func `offers a card that is plugged in once its late nodes are there, and no sooner`() async throws {
            let host = try twoCards()
            let card = try #require(second)
            try await withMachine(host, without: [card]) { machine in
                #expect(try machine.directory.cdiDevices == ["0000-03-00-0-0x56a0"])

                try machine.plug(host[card].record)
                try machine.log.wait(forDevice: "0000-04-00-0-0x56a0", "appeared", "pending")
                #expect(try machine.directory.cdiDevices == ["0000-03-00-0-0x56a0"])

                try machine.plugNodes(of: card, of: host)
                try machine.bind(card, of: host)
                try machine.log.wait(forDevice: "0000-04-00-0-0x56a0", "changed", "ready")
                #expect(try machine.directory.cdiDevices == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
                try machine.log.wait(forDelivered: 2)
                #expect(try machine.directory.sliceDevices == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
                #expect(machine.cdiWrites == 2, "one before and one after")
                #expect(try machine.stop() == 0)
            }
        }

        @Test func `withdraws a card that is pulled out, and the file with the last one`() async throws {
            let host = try twoCards()
            try await withMachine(host) { machine in
                try machine.unplug(try #require(first), of: host)
                try machine.log.wait(forDevice: "0000-03-00-0-0x56a0", "vanished", "gone")
                #expect(try machine.directory.cdiDevices == ["0000-04-00-0-0x56a0"])
                try machine.unplug(try #require(second), of: host)
                try machine.log.wait(forDevice: "0000-04-00-0-0x56a0", "vanished", "gone")
                #expect(try machine.directory.cdiDevices == nil)
                #expect(machine.directory.files.names("cdi").isEmpty)
                try machine.log.wait(forDelivered: 0)
                #expect(try machine.directory.sliceDevices.isEmpty)
                #expect(try machine.directory.generation != nil, "an empty pool says that the driver lives")
                #expect(machine.cdiWrites == 2, "two cards, then one")
                #expect(try machine.stop() == 0)
            }
        }

        @Test func `follows a card from its driver to vfio and back`() async throws {
            let host = try twoCards()
            let card = try #require(first)
            try await withMachine(host) { machine in
                try machine.unbind(card, of: host)
                try machine.log.wait(forDevice: "0000-03-00-0-0x56a0", "changed", "unbound", saying: "no driver)")
                #expect(try machine.directory.cdiDevices == ["0000-04-00-0-0x56a0"])

                try machine.setDriver("vfio-pci", of: "/sys" + host[card].path)
                try machine.announce("bind", "/sys" + host[card].path)
                for device in HostBuilder.vfio(group: 10).devices { try machine.plug(device.record) }
                try machine.log.wait(
                    forDevice: "0000-03-00-0-0x56a0", "changed", "ready", saying: "vfio-pci, group 10)")
                #expect(try machine.directory.cdiDevices == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
                #expect(machine.directory.files.text(of: "cdi/apus.dev-gpu.json")?.contains("/dev/vfio/10") == true)
                try machine.log.wait(forDelivered: 2)
                #expect(try machine.directory.sliceDevices == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])

                try machine.remove("/sys/devices/virtual/vfio/10")
                try machine.setDriver(nil, of: "/sys" + host[card].path)
                try machine.announce("unbind", "/sys" + host[card].path)
                let later = try twoCards(firstNode: 4)
                try machine.plugNodes(of: card, of: later)
                try machine.bind(card, of: later)
                try machine.log.wait(forDevice: "0000-03-00-0-0x56a0", "changed", "ready", saying: "xe)")
                #expect(machine.directory.files.text(of: "cdi/apus.dev-gpu.json")?.contains("/dev/vfio/10") == false)
                // What it is attached to may change at once or by way of a state without it.
                try machine.log.wait(forDelivered: 2)
                #expect(try machine.directory.sliceDevices == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
                #expect(
                    (4...5).contains(machine.cdiWrites), "\(machine.cdiWrites) for native, none, vfio and native again")
                #expect(try machine.stop() == 0)
            }
        }

        /// A driver of another version has other files, and perhaps nothing else tells of it.
        @Test func `looks again when a driver's module is loaded`() async throws {
            let host = try twoCards()
            try await withMachine(host) { machine in
                // Something that nobody announces.
                try machine.setDriver(nil, of: "/sys" + host[try #require(first)].path)
                try machine.plug(
                    """
                    P: /devices/virtual/module/nvidia
                    E: SUBSYSTEM=module

                    """)
                try machine.log.wait(forDevice: "0000-03-00-0-0x56a0", "changed", "unbound", saying: "no driver)")
                #expect(try machine.stop() == 0)
            }
        }

        @Test func `takes the unloading of a driver for what it is: no device, no file`() async throws {
            let host = try twoCards()
            try await withMachine(host) { machine in
                for card in [first, second] { try machine.unbind(try #require(card), of: host) }
                try machine.log.wait(
                    for: "device", ["device": "0000-04-00-0-0x56a0", "state": "unbound"], saying: "no driver)")
                #expect(try machine.directory.cdiDevices == nil)
                try machine.log.wait(forDelivered: 0)
                #expect(try machine.directory.sliceDevices.isEmpty)
                #expect(machine.cdiWrites <= 2, "both cards, then perhaps one")
                #expect(try machine.stop() == 0)
                #expect(try machine.directory.cdiDevices == nil)
            }
        }
    }
}
