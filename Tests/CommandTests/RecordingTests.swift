import HostBuilding
import TestSupport
import Testing

@Suite("A machine that the command recorded") struct RecordingTests {
    private let files: TemporaryDirectory
    private var file: String { "\(files.path)/machine.umockdev" }
    private static let documents = [
        ["inventory", "-o", "json"], ["cdi"], ["slices"], ["record"],
    ]

    init() throws { files = try TemporaryDirectory() }

    private func record(_ host: String, _ flags: [String] = []) async throws {
        let outcome = try await Apus.run(["record", file] + flags, host: host)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("\(file): "))
    }

    private func expectSameDocuments(as host: String) async throws {
        for arguments in Self.documents {
            let original = try await Apus.document(arguments, host: host)
            #expect(try await Apus.document(arguments, host: file) == original, "\(arguments)")
        }
    }

    @Test(arguments: RecordedMachine.all)
    func `gives the documents that the machine gave, byte for byte`(machine: RecordedMachine) async throws {
        try await record(machine.path)
        try await expectSameDocuments(as: machine.path)
    }

    @Test func `gives the documents that a captured directory gave, byte for byte`() async throws {
        let capture = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 2, virtualFunctions: 7, plain: 1).write(to: capture.path)
        try await record(capture.path)
        try await expectSameDocuments(as: capture.path)
    }

    @Test func `goes to standard output where no file is named`() async throws {
        try await record(RecordedMachine.gaudi.path)
        #expect(
            try await Apus.document(["record"], host: RecordedMachine.gaudi.path) == files.text(of: "machine.umockdev"))
    }

    @Test func `is an error where the file cannot be made`() async throws {
        let outcome = try await Apus.run(["record", "\(files.path)/no/such"], host: RecordedMachine.arc.path)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "Error: The directory \(files.path)/no cannot be opened: No such file or directory."))
        #expect(!outcome.errors.contains("recorded"))
    }

    @Test(arguments: RecordedMachine.all)
    func `without what names it keeps its shape`(machine: RecordedMachine) async throws {
        try await record(machine.path, ["--anonymize"])
        let text = try #require(files.text(of: "machine.umockdev"))
        let original = try await Apus.document(["inventory", "-o", "json"], host: machine.path)
        let anonymous = try await Apus.document(["inventory", "-o", "json"], host: file)
        for secret in Self.secrets(original) {
            #expect(!text.contains(secret), "\(secret)")
            #expect(!anonymous.contains(secret), "\(secret)")
        }
        #expect(text.contains("A: proc/sys/kernel/hostname=host\\n\n"))
        #expect(Self.shape(anonymous) == Self.shape(original))
        let spec = try await Apus.document(["cdi"], host: file)
        #expect(try await Self.withoutUUIDs(spec) == Self.withoutUUIDs(Apus.document(["cdi"], host: machine.path)))
    }

    @Test(
        .enabled(if: umockdev.isExecutable, "umockdev is not installed"), arguments: RecordedMachine.all)
    func `is loaded by umockdev itself`(machine: RecordedMachine) async throws {
        try await record(machine.path)
        let outcome = try #require(
            await Self.umockdev.run(["-d", file, "--", "/bin/ls", "/sys/bus/pci/devices"]))
        #expect(outcome.status == 0, "\(outcome.output)")
        let text = try #require(files.text(of: "machine.umockdev"))
        let functions = text.split(separator: "\n\n").filter { $0.contains("\nE: SUBSYSTEM=pci\n") }
            .compactMap { $0.split(separator: "\n").first?.split(separator: "/").last }
        #expect(outcome.output.split(separator: "\n").sorted() == functions.sorted())
    }

    private static let umockdev = Program("/usr/bin/umockdev-run")

    private static func secrets(_ inventory: String) -> [String] {
        inventory.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\"")
            guard parts.count == 5, ["uuid", "serial"].contains(parts[1]) else { return nil }
            return String(parts[3])
        }
    }

    /// The inventory without the values that name the machine.
    private static func shape(_ inventory: String) -> [Substring] {
        withoutUUIDs(inventory).map { line in
            let isName = ["\"uuid\": ", "\"serial\": ", "    \"name\": "].contains { line.contains($0) }
            return isName && !line.contains("-0x") ? line.prefix { $0 != ":" } : line
        }
    }

    /// One of the names in CDI is the uuid.
    private static func withoutUUIDs(_ document: String) -> [Substring] {
        document.split(separator: "\n").map { line in
            (line.firstRange(of: "GPU-") ?? line.firstRange(of: "MIG-")).map { line[..<$0.lowerBound] } ?? line
        }
    }
}
