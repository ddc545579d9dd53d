import TestSupport
import Testing

@Suite("A host that cannot be read") struct HostFaultTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private static let commands = [["inventory"], ["cdi"], ["slices"], ["record"]]

    private func failure(_ arguments: [String], host: String) async throws -> String {
        let outcome = try await Apus.run(arguments, host: host)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        return outcome.errors
    }

    @Test(arguments: commands) func `because it is not there is named`(arguments: [String]) async throws {
        #expect(
            try await failure(arguments, host: "/nonexistent/host")
                == "Error: The recording /nonexistent/host cannot be read: No such file or directory.\n")
    }

    @Test(arguments: commands) func `because the directory has no sysfs is told so`(arguments: [String]) async throws {
        let errors = try await failure(arguments, host: files.path)
        #expect(errors.hasPrefix("Error: \(files.path) holds no sys directory."))
    }

    @Test func `because too many files are open is not taken for one without devices`() async throws {
        try files.makeDirectory("sys/bus/pci/devices")
        let script = "ulimit -n 20; exec \"$0\" inventory --config /dev/null --host \"$1\""
        let outcome = try #require(await Program("/bin/sh").run(["-c", script, Apus.program.path, files.path]))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("too many files are open"))
    }

    @Test func `because it has no PCI bus is told so`() async throws {
        try files.makeDirectory("sys")
        let errors = try await failure(["inventory"], host: files.path)
        #expect(errors.contains("\(files.path)/sys/bus/pci/devices cannot be read"))
    }

    @Test(arguments: [
        ("not a recording\n", 1), ("P: /devices/x\nE: SUBSYSTEM=pci\n\nA: class=1\n", 4),
        ("P: /devices/x\nX: y=z\n", 2), ("P: /devices/../../etc\n", 1), ("P: /devices/x\nH: config=0\n", 2),
        ("P: /devices/x\nA: noequals\n", 2), ("P: /devices/x\nP: /devices/y\n", 2), ("P: /devices/x\n\n", 2),
        ("P: /devices/x\nA: ../../../etc/passwd=root\n", 2), ("P: /devices/x\nE: A=\u{0}\n", 2),
    ])
    func `because it is no recording names the line`(text: String, line: Int) async throws {
        let file = try files.put(text, at: "host.umockdev")
        #expect(try await failure(["inventory"], host: file).hasPrefix("Error: \(file):\(line): "))
    }

    @Test func `because the recording is empty is told so`() async throws {
        let file = try files.put("", at: "host.umockdev")
        #expect(
            try await failure(["inventory"], host: file)
                == "Error: The recording \(file) holds no device. Is it complete?\n")
    }

    /// What is left of a recording is a smaller machine, or refused with the line where it ends.
    @Test func `because the recording was cut off is a clear error, unless it is a smaller machine`() async throws {
        let whole = """
            P: /devices/0000:00:02.0
            E: SUBSYSTEM=pci
            A: class=0x030000\\n
            A: device=0x56a0\\n
            A: vendor=0x8086\\n

            P: /devices/y
            E: SUBSYSTEM=pci
            H: x=00

            """
        // Every byte is cut in the reader's own tests; a process for each would take a minute.
        for length in stride(from: 1, through: whole.utf8.count, by: 9) {
            let text = String(whole.utf8.prefix(length)) ?? ""
            let file = try files.put(text, at: "host.umockdev")
            let outcome = try await Apus.run(["inventory", "-o", "json"], host: file)
            let lastRecord = text.split(separator: "\n\n", omittingEmptySubsequences: false).last { !$0.isEmpty } ?? ""
            let isWhole = text.hasSuffix("\n") && lastRecord.contains("SUBSYSTEM=pci\n") || text.hasSuffix("\n\n")
            if isWhole {
                #expect(outcome.status == 0, "cut after \(length) bytes: \(outcome.errors)")
                let devices = outcome.output.split(separator: "\n").count { $0.hasPrefix("      \"name\": ") }
                #expect(devices == (text.contains("vendor=0x8086\\n\n") ? 1 : 0), "cut after \(length) bytes")
            } else {
                let line = text.split(separator: "\n", omittingEmptySubsequences: false).count
                let lines = [line, line - 1].map { "Error: \(file):\($0): " }
                #expect(outcome.status == 1, "cut after \(length) bytes")
                #expect(lines.contains { outcome.errors.hasPrefix($0) }, "cut after \(length) bytes: \(outcome.errors)")
                #expect(outcome.output == "")
            }
        }
    }

    @Test func `because a recorded link leads out of it is told so`() async throws {
        let file = try files.put(
            "P: /devices/x\nE: SUBSYSTEM=pci\nL: driver=../../../../../../../../etc\n", at: "host.umockdev")
        let errors = try await failure(["inventory"], host: file)
        #expect(errors.contains("lies outside the host"))
    }
}
