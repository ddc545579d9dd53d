import DriverFacts
import Glibc
import Hardware
import TestSupport
import Testing

@Suite(
    "The facts that a driver's library tells", .timeLimit(.minutes(2)),
    .enabled(if: FakeLibrary.isPossible, "there is no /usr/bin/cc to build a library with"))
struct DriverFactsTests {
    private let directory: TemporaryDirectory
    private let apus = Repository.path(".build/debug/apus")
    private let gpu = DriverFactsQuestion.GPU(address: "0000:07:00.0", uuid: "GPU-1", instances: [])
    private let stranger = DriverFactsQuestion.GPU(address: "0000:08:00.0", uuid: "GPU-2", instances: [])

    init() throws { directory = try TemporaryDirectory() }

    private func question(_ library: FakeLibrary, _ gpus: [DriverFactsQuestion.GPU]) -> DriverFactsQuestion {
        DriverFactsQuestion(to: .library(library.path, driverVersion: "550.54.14"), gpus: gpus)
    }

    @Test func `come from a process of their own`() async throws {
        let library = try await FakeLibrary(in: directory)
        let memory = DriverFactsMemory(FactsHelper(apus, within: .seconds(60)), patience: .seconds(60))
        let answer = memory.facts(question(library, [gpu, stranger]))
        #expect(answer.facts.cudaDriverVersion == "12.4")
        let told = try #require(answer.facts.gpus.first)
        #expect(told.name == "NVIDIA A100")
        #expect(told.uuid == "GPU-1")
        #expect(told.memoryBytes == 42_949_672_960)
        #expect(told.architecture == "Ampere")
        // A number that nobody has explained yet.
        #expect(told.brand == nil)
        #expect(told.cudaComputeCapability == "8.0")
        #expect(told.serial == String(repeating: "7", count: 96))
        #expect(told.isInMIGMode == true)
        #expect(
            told.instances == [
                DriverFacts.Instance(
                    gpuInstance: 1, computeInstance: 0, uuid: "MIG-1", profile: "3g.20gb", memoryBytes: 20_937_965_568)
            ])
        #expect(answer.facts.gpus.count == 1)
        #expect(answer.faults.keys.sorted() == ["0000:08:00.0"])
        #expect(
            answer.faults["0000:08:00.0"] == "the driver's library refuses to show the GPU: Not Found (6)")
    }

    /// A crash, a hang, garbage, too much, a refusal.
    @Test(arguments: [
        (
            "*(volatile int *)8 = flags; return 0;",
            "the helper that asks the driver said nothing: it was ended by signal 11"
        ),
        ("raise(SIGSTOP); return 0;", "the driver gave no answer within 2 s"),
        (
            "puts(\"Hello\"); fflush(stdout); return 0;",
            "the helper that asks the driver wrote something else than facts"
        ),
        (
            "for (int i = 0; i < 10000; i++) { char line[1000] = {'x'}; write(1, line, sizeof line); } return 0;",
            "the helper wrote more than 262144 bytes and was ended"
        ),
        ("exit(3);", "the helper that asks the driver said nothing: it ended with status 3"),
        ("return 4;", "the driver's library refuses to start: Insufficient Permissions (4)"),
    ])
    func `are absent with a reason when the library fails`(conduct: String, reason: String) async throws {
        let library = try await FakeLibrary(in: directory, conduct: conduct)
        let limit = Duration.seconds(conduct.contains("SIGSTOP") ? 2 : 60)
        let memory = DriverFactsMemory(FactsHelper(apus, within: limit), patience: .seconds(60))
        let answer = memory.facts(question(library, [gpu]))
        #expect(answer.facts.gpus.isEmpty)
        #expect(answer.faults[gpu.address] == reason)
    }

    @Test func `are absent with a reason where there is no library, or no helper`() throws {
        let memory = DriverFactsMemory(FactsHelper(apus, within: .seconds(60)), patience: .seconds(60))
        let absent = DriverFactsQuestion(
            to: .library("/nowhere/libnvidia-ml.so", driverVersion: "1"), gpus: [gpu])
        let reason = memory.facts(absent).faults[gpu.address]
        #expect(reason?.hasPrefix("/nowhere/libnvidia-ml.so cannot be loaded: ") == true)
        let lonely = DriverFactsMemory(FactsHelper("/nowhere/apus", within: .seconds(60)), patience: .seconds(60))
        #expect(
            lonely.facts(absent).faults[gpu.address]
                == "the helper /nowhere/apus cannot be started: No such file or directory")
    }

    /// Counts how often it is run.
    private func countingHelper() throws -> String {
        try script("echo >> \(directory.path)/asked")
    }

    private func script(_ first: String) throws -> String {
        let path = try directory.put("#!/bin/sh\n\(first)\nexec \(apus) \"$@\"\n", at: "helper")
        try #require(chmod(path, 0o755) == 0)
        return path
    }

    private var timesAsked: Int { directory.text(of: "asked")?.count ?? 0 }

    @Test func `are asked for once, until GPU, division or driver is another`() async throws {
        let library = try await FakeLibrary(in: directory)
        let memory = DriverFactsMemory(
            FactsHelper(try countingHelper(), within: .seconds(60)), patience: .seconds(60))
        for _ in 0..<3 { _ = memory.facts(question(library, [gpu, stranger])) }
        #expect(timesAsked == 1)
        let divided = DriverFactsQuestion.GPU(address: gpu.address, uuid: gpu.uuid, instances: ["1.0"])
        #expect(memory.facts(question(library, [divided])).facts.gpus.count == 1)
        #expect(timesAsked == 2)
        let upgraded = DriverFactsQuestion(
            to: .library(library.path, driverVersion: "570.86.10"), gpus: [divided])
        _ = memory.facts(upgraded)
        #expect(timesAsked == 3)
        // Nobody has forgotten what was told before.
        #expect(memory.facts(question(library, [gpu])).facts.gpus.count == 1)
        #expect(timesAsked == 3)
    }

    @Test func `are asked for again where there was no answer, after a while`() async throws {
        let library = try await FakeLibrary(in: directory, conduct: "return 4;")
        let helper = FactsHelper(try countingHelper(), within: .seconds(60))
        let patient = DriverFactsMemory(helper, patience: .seconds(60))
        for _ in 0..<3 { _ = patient.facts(question(library, [gpu])) }
        #expect(timesAsked == 1)
        let restless = DriverFactsMemory(helper, patience: .seconds(60), retry: .zero)
        for _ in 0..<3 { _ = restless.facts(question(library, [gpu])) }
        #expect(timesAsked == 4)
    }

    @Test func `are waited for no longer than patience lasts, and announced when they come`() async throws {
        let library = try await FakeLibrary(in: directory)
        let gate = directory.path + "/gate"
        try #require(mkfifo(gate, 0o600) == 0)
        let (learned, continuation) = AsyncStream<Void>.makeStream()
        let memory = DriverFactsMemory(
            FactsHelper(try script("read line < \(gate)"), within: .seconds(60)), patience: .zero
        ) { continuation.yield() }
        let asked = question(library, [gpu])
        #expect(memory.facts(asked).faults[gpu.address] == "the driver has not answered yet")
        let writer = open(gate, O_WRONLY | O_CLOEXEC)
        #expect(write(writer, "\n", 1) == 1)
        close(writer)
        var waiter = learned.makeAsyncIterator()
        await waiter.next()
        #expect(memory.facts(asked).facts.gpus.map(\.name) == ["NVIDIA A100"])
    }
}
