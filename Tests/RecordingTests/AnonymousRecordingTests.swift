import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

@Suite("An anonymous recording")
struct AnonymousRecordingTests {
    /// What names one machine in these recordings: serial numbers, unique ids, host names.
    @Test(arguments: ["amd-mi300x-cpx", "nvidia-a100-mig"])
    func `holds nothing that names the machine, and replays to the same shape`(machine: String) throws {
        let original = try RecordedHost(recording: Repository.path("Tests/Hosts/\(machine).umockdev"))
        let inventory = try Survey(of: original.root).inventory()
        let names =
            inventory.accelerators.flatMap { [$0.serial, $0.uuid] }.compactMap(\.self)
            + [inventory.host.name].compactMap(\.self)
        try #require(names.count > 2)
        let text = Recorder(original.root, inventory: inventory, isAnonymous: true).records().joined()
        for name in names { #expect(!text.contains(name)) }

        let directory = try TemporaryDirectory()
        let replayed = try RecordedHost(recording: try directory.put(text, at: "recording"))
        let again = try Survey(of: replayed.root).inventory()
        #expect(again.host.name == "host")
        #expect(shape(again) == shape(inventory))
        #expect(
            Set(again.accelerators.compactMap(\.uuid)).count == Set(inventory.accelerators.compactMap(\.uuid)).count)
    }

    private func shape(_ inventory: Inventory) -> [Accelerator] {
        inventory.accelerators.map { accelerator in
            var accelerator = accelerator
            accelerator.uuid = accelerator.uuid.map { _ in "" }
            accelerator.serial = accelerator.serial.map { _ in "" }
            return accelerator
        }
    }
}
