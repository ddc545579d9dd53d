import LibUdev
import Testing

@Suite("udev's database")
struct UdevDatabaseTests {
    /// Every Linux machine has this device.
    private static let null = "/sys/devices/virtual/mem/null"

    @Test func `knows devices of this machine, and leaves out those that are gone`() {
        let records = UdevDatabase.records(ofDevicesAt: [Self.null, "/sys/devices/virtual/mem/gone", "nonsense", ""])
        #expect(Set(records.keys) == [Self.null])
    }

    @Test func `can be asked on any thread, each time anew`() async {
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { UdevDatabase.records(ofDevicesAt: [Self.null]).count } }
            for await count in group { #expect(count == 1) }
        }
    }
}
