import Hardware
import Recording
import Survey
import TestSupport
import Testing

@Suite("A recording from a stranger")
struct HostileRecordingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let card = """
        P: /devices/pci0000:00/0000:00:02.0
        E: SUBSYSTEM=pci
        A: vendor=0x8086\\n
        A: device=0x56a0\\n
        A: class=0x030000\\n

        """

    private func inventory(_ text: String) throws -> Inventory {
        let host = try RecordedHost(recording: try directory.put(text, at: "recording"))
        let inventory = try Survey(of: host.root).inventory()
        _ = Recorder(host.root, inventory: inventory).records()
        return inventory
    }

    @Test func `may number its virtual functions as it likes`() throws {
        let inventory = try inventory(
            Self.card
                + "A: sriov_totalvfs=4\\n\nA: sriov_admin/x=1\\n\nL: virtfn9223372036854775807=../0000:00:03.0\n"
                + "L: virtfn01=../0000:00:03.1\n")
        #expect(inventory.accelerators.first?.function.sriov.physicalFunction?.virtualFunctions == [])
    }

    @Test func `may spell an address twice`() throws {
        let inventory = try inventory(
            Self.card.split(separator: "00:02.0").joined(separator: "0a:02.0") + "\n"
                + Self.card.split(separator: "00:02.0").joined(separator: "0A:02.0"))
        #expect(inventory.accelerators.count == 1)
        #expect(inventory.omissions.count == 1)
    }

    @Test func `may lead round in circles`() throws {
        let inventory = try inventory(
            Self.card + "L: virtioA=.\nL: virtioB=.\n\n"
                + "P: /devices/virtual/apus/host\nE: SUBSYSTEM=apus\nA: proc/driver/nvidia/version=x\\n\n"
                + "A: proc/driver/nvidia/capabilities/x=1\\n\nL: proc/driver/nvidia/capabilities/a=.\n"
                + "L: proc/driver/nvidia/capabilities/b=.\n")
        #expect(inventory.accelerators.count == 1)
    }
}
