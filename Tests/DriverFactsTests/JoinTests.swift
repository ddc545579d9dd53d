import DriverFacts
import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// What the driver tells, at the devices that it tells it about.
@Suite("A machine whose driver tells facts") final class JoinTests {
    private struct Told: DriverFactsSource {
        var answer: DriverFactsAnswer

        init(_ facts: DriverFacts) {
            answer = DriverFactsAnswer()
            answer.facts = facts
        }

        func facts(_ question: DriverFactsQuestion) -> DriverFactsAnswer { answer }
    }

    private let host: RecordedHost

    init() throws {
        host = try RecordedHost(recording: Repository.path("Tests/Hosts/nvidia-a100-mig.umockdev"))
    }

    private let facts = DriverFacts(
        cudaDriverVersion: "12.4",
        gpus: [
            DriverFacts.GPU(
                address: "0000:07:00.0", uuid: "GPU-5c1f8e3a-7b40-49d2-a6e1-0f93b2c8d471", name: "NVIDIA A100",
                memoryBytes: 42_949_672_960, architecture: "Ampere", cudaComputeCapability: "8.0",
                serial: "1320000000001", isInMIGMode: true,
                instances: [
                    DriverFacts.Instance(
                        gpuInstance: 2, computeInstance: 0, uuid: "MIG-2", profile: "3g.20gb",
                        memoryBytes: 20_937_965_568)
                ])
        ])

    private func inventory(_ facts: DriverFacts) throws -> Inventory {
        try Survey(of: host.root, facts: Told(facts)).inventory()
    }

    @Test func `has them at the GPU and at its instances`() throws {
        let devices = try inventory(facts).accelerators
        let whole = devices[0]
        #expect(whole.memory == DeviceMemory(bytes: 42_949_672_960, source: .nvml))
        #expect(whole.function.name.product == "NVIDIA A100")
        #expect(whole.function.name.architecture == "Ampere")
        #expect(whole.serial == "1320000000001")
        #expect(whole.cudaDriverVersion == "12.4")
        let (first, second) = (devices[1], devices[2])
        // The driver told nothing of this one.
        #expect(first.partition?.profile == nil)
        #expect(first.uuid == nil)
        #expect(first.memory == nil)
        #expect(second.partition?.profile == "3g.20gb")
        #expect(second.uuid == "MIG-2")
        #expect(second.memory == DeviceMemory(bytes: 20_937_965_568, source: .nvml))
        #expect(second.cudaComputeCapability == "8.0")
        // Its name stays what it is without them.
        #expect(second.name.description == "0000-07-00-0-0x20b0-mig-gi2-ci0")
    }

    @Test func `does not offer a GPU in MIG mode without instances`() throws {
        var facts = facts
        facts.gpus[0].address = "0000:0f:00.0"
        facts.gpus[0].instances = []
        let device = try #require(try inventory(facts).accelerators.first { $0.address == "0000:0f:00.0" })
        #expect(device.offer.reason?.contains("in MIG mode without any instance") == true)
    }

    @Test func `says why there are none`() throws {
        var told = Told(DriverFacts())
        told.answer.faults["0000:0f:00.0"] = "the driver gave no answer within 10 s"
        let inventory = try Survey(of: host.root, facts: told).inventory()
        #expect(
            inventory.omissions.contains(
                Omission(
                    address: "0000:0f:00.0", what: "facts of the driver nvidia",
                    why: "the driver gave no answer within 10 s")))
        #expect(inventory.offered.count == 3)
    }

    @Test func `asks nobody where a person wants none`() throws {
        let rules = SurveyRules(asksDrivers: false)
        let inventory = try Survey(of: host.root, rules: rules, facts: Told(facts)).inventory()
        #expect(inventory.driverFacts == nil)
        #expect(inventory.accelerators[0].memory == nil)
    }

    @Test func `is recorded with them`() throws {
        let inventory = try inventory(facts)
        #expect(try replay(Recorder(host.root, inventory: inventory)) == inventory)
    }

    @Test func `is recorded without what names it, where that is wanted`() throws {
        let inventory = try inventory(facts)
        let recorder = Recorder(host.root, inventory: inventory, isAnonymous: true)
        let text = recorder.records().joined()
        for name in ["1320000000001", "MIG-2", "GPU-5c1f8e3a"] { #expect(!text.contains(name)) }
        let devices = try replay(recorder).accelerators
        // The driver's two ways to say it still say the same.
        #expect(devices[0].memory?.bytes == 42_949_672_960)
        #expect(devices[2].partition?.profile == "3g.20gb")
    }

    private func replay(_ recorder: Recorder) throws -> Inventory {
        let directory = try TemporaryDirectory()
        let file = try directory.put(recorder.records().joined(), at: "recording")
        let replayed = try RecordedHost(recording: file)
        return try Survey(of: replayed.root).inventory()
    }
}
