import Documents
import Hardware
import ResourceSlices
import Testing

@testable import Claims

/// Schedulers would count what such a device takes of its card as free, and abort where a class asks for what it had.
@Suite("A claimed device that is not offered any more", .timeLimit(.minutes(1))) struct HeldDeviceTests {
    private let place: Workplace
    private let inventory = Inventory.machine {
        $0[0].memory = DeviceMemory(bytes: 17_179_869_185, source: .localMemoryTotal)
    }

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    private func held(_ preparer: ClaimPreparer, _ change: (inout [Accelerator]) -> Void) -> [HeldDevice] {
        preparer.held(beyond: .machine(change), driver: .standard)
    }

    @Test func `is told of with all that was announced of it, by the next agent too`() async throws {
        let device = SliceDevice(lasting: inventory.accelerators[0], physicalFunction: nil)
        #expect(device.capacity == [.memory: .bytes(17_179_869_185), .millicores: .count(1000)])
        let expected = { (condition: HeldDevice.Condition) in
            HeldDevice(
                name: device.name, address: inventory.accelerators[0].address, attributes: device.attributes,
                capacity: device.capacity, condition: condition)
        }
        let first = try await place.start(inventory)
        _ = try await first.prepare(reference())
        for preparer in [first, try await place.start()] {
            #expect(held(preparer) { _ in } == [])
            #expect(held(preparer) { $0.removeFirst() } == [expected(.gone)])
            #expect(
                held(preparer) { $0[0].offer = .withheld(as: .failed, because: "it failed") } == [expected(.unusable)])
        }
    }

    @Test func `is told of until the claim is undone`() async throws {
        let preparer = try await place.start(inventory)
        _ = try await preparer.prepare(reference())
        try await preparer.unprepare(reference())
        #expect(held(preparer) { $0.removeFirst() } == [])
    }

    @Test func `is not told of for those who only look after it, nor as another driver's`() async throws {
        let preparer = try await place.start(inventory)
        _ = try await preparer.prepare(reference())
        #expect(try preparer.held(beyond: Inventory(), driver: DriverName("gpu.example.com")) == [])
        place.cluster.put(
            document([.gpu(1, for: "main", .init("adminAccess", true))], uid: "2a1d", name: "b"), name: "b")
        _ = try await preparer.prepare(reference("2a1d", name: "b"))
        #expect(held(preparer) { $0.removeFirst(2) }.map(\.name) == [Chosen.gpu(0).device])
    }
}
