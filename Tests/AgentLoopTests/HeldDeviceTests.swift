import AgentLoop
import Delivery
import Hardware
import ResourceSlices
import SinkContract
import Synchronization
import TestSupport
import Testing

@Suite("A device that a container has", .timeLimit(.minutes(1))) struct HeldDeviceTests {
    private final class Holder: DeviceHolder {
        private let surveys = Mutex<[Inventory]>([])
        private let isKnowing: Mutex<Bool>

        init(isKnowing: Bool = true) { self.isKnowing = Mutex(isKnowing) }

        func know() { isKnowing.withLock { $0 = true } }

        var seen: [Inventory] { surveys.withLock(\.self) }

        func surveyed(_ inventory: Inventory) { surveys.withLock { $0.append(inventory) } }

        /// The first device of the first survey.
        func held(beyond inventory: Inventory, driver: DriverName) -> [HeldDevice]? {
            guard isKnowing.withLock(\.self) else { return nil }
            guard let device = surveys.withLock(\.first)?.accelerators.first,
                !inventory.accelerators.contains(device)
            else { return [] }
            return [
                HeldDevice(
                    name: device.name.description, address: device.address, attributes: [:], capacity: [:],
                    condition: .gone)
            ]
        }
    }

    /// One that was left out first would come back as another one, and its taint would begin anew.
    @Test func `is waited for until it is known which those are, and the CDI file is not`() async throws {
        let holder = Holder(isKnowing: false)
        let agent = try RunningAgent(.cards(2), holder: holder)
        try await agent.run {
            await agent.ready()
            #expect(await agent.sink.held == nil)
            holder.know()
            agent.host.show(.cards(2).without(0))
            await agent.change()
            #expect(await agent.delivery() == .init(generation: 1, devices: 2))
        }
    }

    @Test func `stays announced when it is gone`() async throws {
        let holder = Holder()
        let agent = try RunningAgent(.cards(2), holder: holder)
        try await agent.run {
            #expect(await agent.delivery() == .init(generation: 1, devices: 2))
            agent.host.show(.cards(2).without(0))
            await agent.change()
            await agent.device(0, .vanished)
            agent.clock.advance(by: .seconds(1))
            #expect(await agent.delivery() == .init(generation: 2, devices: 2))
            let devices = await agent.sink.held?.pool.slices.flatMap(\.devices) ?? []
            #expect(devices.map { $0.taints.map(\.effect) } == [[.noExecute], []])
            #expect(holder.seen.map(\.accelerators.count) == [2, 1])
        }
    }
}
