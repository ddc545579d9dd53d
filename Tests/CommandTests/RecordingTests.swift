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

    private func record(_ host: String, _ flags: [String] = []) throws {
        let outcome = try Apus.run(["record", file] + flags, host: host)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("\(file): "))
    }

    private func expectSameDocuments(as host: String) throws {
        for arguments in Self.documents {
            let original = try Apus.document(arguments, host: host)
            #expect(try Apus.document(arguments, host: file) == original, "\(arguments)")
        }
    }

    @Test(arguments: RecordedMachine.all)
    func `gives the documents that the machine gave, byte for byte`(machine: RecordedMachine) throws {
        try record(machine.path)
        try expectSameDocuments(as: machine.path)
    }

    @Test func `gives the documents that a captured directory gave, byte for byte`() throws {
        let capture = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 2, virtualFunctions: 7, plain: 1).write(to: capture.path)
        try record(capture.path)
        try expectSameDocuments(as: capture.path)
    }

    @Test func `goes to standard output where no file is named`() throws {
        try record(RecordedMachine.gaudi.path)
        #expect(try Apus.document(["record"], host: RecordedMachine.gaudi.path) == files.text(of: "machine.umockdev"))
    }

    @Test func `is an error where the file cannot be made`() throws {
        let outcome = try Apus.run(["record", "\(files.path)/no/such"], host: RecordedMachine.arc.path)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "Error: The directory \(files.path)/no cannot be opened: No such file or directory."))
        #expect(!outcome.errors.contains("recorded"))
    }

    @Test(arguments: RecordedMachine.all)
    func `without what names it keeps its shape`(machine: RecordedMachine) throws {
        try record(machine.path, ["--anonymize"])
        let text = try #require(files.text(of: "machine.umockdev"))
        let original = try Apus.document(["inventory", "-o", "json"], host: machine.path)
        let anonymous = try Apus.document(["inventory", "-o", "json"], host: file)
        for secret in Self.secrets(original) {
            #expect(!text.contains(secret), "\(secret)")
            #expect(!anonymous.contains(secret), "\(secret)")
        }
        #expect(text.contains("A: proc/sys/kernel/hostname=host\\n\n"))
        #expect(Self.shape(anonymous) == Self.shape(original))
        let specs = try [file, machine.path].map { try Apus.document(["cdi"], host: $0) }
        #expect(Self.withoutUUIDs(specs[0]) == Self.withoutUUIDs(specs[1]))
    }

    @Test(
        .enabled(if: umockdev.isExecutable, "umockdev is not installed"), arguments: RecordedMachine.all)
    func `is loaded by umockdev itself`(machine: RecordedMachine) throws {
        try record(machine.path)
        let outcome = try #require(
            Self.umockdev.run(["-d", file, "--", "/bin/ls", "/sys/bus/pci/devices"]))
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
