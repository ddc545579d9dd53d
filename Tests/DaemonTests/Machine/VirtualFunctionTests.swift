import Hardware
import HostBuilding
import Testing

extension DaemonSuites {
    @Suite("A daemon and virtual functions that come and go", .timeLimit(.minutes(5)))
    struct VirtualFunctionTests {
        @Test func `offers them once they are all there, and their physical function when they are gone`() async throws
        {
            let host = HostBuilder.generated(physicalFunctions: 1, virtualFunctions: 7)
            try await start(host) { machine, physical in
                let card = try #require(physical.first)
                #expect(try machine.directory.cdiDevices?.count == 1)

                try machine.createVFs(of: card, in: host)
                try machine.log.wait(for: "device", ["state": "ready"], saying: "(vf 6 of \(card), xe)")
                #expect(try machine.directory.cdiDevices?.count == 7)
                try machine.log.wait(forDelivered: 7)
                #expect(try machine.directory.sliceDevices.count == 7)

                try machine.destroyVFs(of: card, in: host)
                try machine.log.wait(for: "device", ["state": "gone"], saying: "(vf 6 of \(card), xe)")
                try machine.log.wait(forDelivered: 1)
                #expect(try machine.directory.cdiDevices == machine.directory.sliceDevices)
                #expect(machine.cdiWrites <= 5, "one before; at most two for making seven, and for destroying them")
                #expect(try machine.stop() == 0)
            }
        }

        /// Ten cards with 64 functions each, the example of DESIGN.md.
        @Test func `writes the CDI file at most five times and raises the generation at most twice for 640 of them`()
            async
            throws
        {
            let host = HostBuilder.generated(physicalFunctions: 10, virtualFunctions: 64)
            try await start(host) { machine, physical in
                try machine.log.wait(forDelivered: 10)
                let before = (
                    writes: machine.cdiWrites,
                    generation: try machine.directory.generation ?? 0
                )

                for card in physical { try machine.createVFs(of: card, in: host) }
                try machine.log.wait(forDelivered: 640)
                let after = (
                    writes: machine.cdiWrites,
                    generation: try machine.directory.generation ?? 0
                )
                #expect(try machine.directory.cdiDevices?.count == 640)
                #expect(after.writes - before.writes <= 5)
                #expect(after.generation - before.generation <= 2)

                for card in physical { try machine.destroyManyVFs(of: card, in: host) }
                try machine.log.wait(forDelivered: 10)
                #expect(try machine.directory.cdiDevices?.count == 10)
                #expect(machine.cdiWrites - after.writes <= 5)
                #expect((try machine.directory.generation ?? 0) - after.generation <= 2)
                #expect(try machine.stop() == 0)
            }
        }

        /// A daemon on the host as it is before virtual functions are enabled.
        private func start(
            _ host: HostBuilder, _ body: (MockedMachine, _ physical: [PCIAddress]) async throws -> Void
        ) async throws {
            try await MockedMachine.run { machine in
                let physical = host.devices.filter { $0["sriov_totalvfs"] != nil }.compactMap { PCIAddress($0.name) }
                let virtual = host.devices.filter { $0.values["physfn"] != nil }.map(\.path)
                var records: [String] = []
                for var device in host.devices where !virtual.contains(where: { device.path.hasPrefix($0) }) {
                    if device["sriov_numvfs"] != nil {
                        for (name, _) in device.values where name.hasPrefix("virtfn") { device.set(name, to: nil) }
                        device["sriov_numvfs"] = "0"
                    }
                    records.append(device.record)
                }
                try machine.plug(records.joined(separator: "\n"))
                try machine.start()
                try await body(machine, physical)
            }
        }
    }
}
