import Hardware
import HostBuilding
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("apusd --once", .timeLimit(.minutes(1)))
    struct OnceTests {
        private let directory: DaemonDirectory

        init() throws { directory = try DaemonDirectory() }

        /// A ready Arc A770, and beside it a card of another driver that gives no node.
        private func writeHost(other driver: String?) throws {
            var host = HostBuilder(name: "node-a")
            for (index, driver) in ["xe", driver].compactMap(\.self).enumerated() {
                let port = try #require(PCIAddress("0000:00:0\(index + 1).0"))
                let address = try #require(PCIAddress("0000:0\(index + 3):00.0"))
                let bus = UInt8(index + 3)
                host.addBridge(at: port, to: bus...bus)
                host.add(
                    HostFunction(
                        address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: .vga, driver: driver,
                        iommuGroup: 10 + index), below: port)
                if index == 0 { host.addDRM(to: address, card: 0, render: 128) }
            }
            try host.write(to: "\(directory.path)/host")
        }

        private func run() async throws -> Int32 {
            try #require(
                await Daemon.outcome(in: directory, host: "\(directory.path)/host", arguments: ["--once"]).status)
        }

        @Test func `ends with 0 when all is written and announced`() async throws {
            try writeHost(other: nil)
            #expect(try await run() == 0)
            #expect(try directory.cdiDevices == ["0000-03-00-0-0x56a0"])
            #expect(try directory.sliceDevices == ["0000-03-00-0-0x56a0"])
        }

        @Test func `ends with 75 while a device may still become ready`() async throws {
            try writeHost(other: "i915")
            #expect(try await run() == 75)
            #expect(try directory.cdiDevices == ["0000-03-00-0-0x56a0"])
        }

        @Test func `ends with 0 beside a device that never becomes ready, and announces the others`() async throws {
            try writeHost(other: "pci-stub")
            #expect(try await run() == 0)
            #expect(try directory.cdiDevices == ["0000-03-00-0-0x56a0"])
            #expect(try directory.sliceDevices == ["0000-03-00-0-0x56a0"])
        }

        @Test func `ends with 1 when the machine cannot be surveyed`() async throws {
            #expect(try await run() == 1)
        }
    }

    @Suite("A daemon on a kernel without PCI", .timeLimit(.minutes(1)))
    struct WithoutPCITests {
        @Test func `is ready and offers nothing`() async throws {
            let directory = try DaemonDirectory()
            try directory.files.put("", at: "host/sys/bus/.keep")
            try directory.files.put("", at: "host/dev/.keep")
            try directory.files.put("", at: "host/proc/.keep")
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(for: "ready", saying: "Devices: 0 offered")
                try daemon.log.wait(forDelivered: 0)
                #expect(await daemon.stop() == 0)
            }
        }
    }
}
