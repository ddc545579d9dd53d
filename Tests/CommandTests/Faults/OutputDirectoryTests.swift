import Glibc
import TestSupport
import Testing

@Suite("The directory of CDI specs") struct OutputDirectoryTests {
    private let files: TemporaryDirectory
    private let host = RecordedMachine.arc.path
    private var directory: String { "\(files.path)/run/cdi" }

    init() throws { files = try TemporaryDirectory() }

    private func generate(host: String = RecordedMachine.arc.path) async throws -> ApusProgram.Outcome {
        // Only the last directory of the path is made.
        if !files.names().contains("run") { try files.makeDirectory("run") }
        return try await Apus.run(["cdi", "--output-dir", directory], host: host)
    }

    @Test func `is not made where its parent is missing, too`() async throws {
        let outcome = try await Apus.run(["cdi", "--output-dir", directory], host: RecordedMachine.arc.path)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("because \(files.path)/run is no directory. Make that first."))
        #expect(files.names() == [])
    }

    @Test func `is made, and gets the spec as one file that all may read`() async throws {
        let outcome = try await generate()
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "\(directory)/apus.dev-gpu.json written.\n")
        #expect(files.names("run/cdi") == ["apus.dev-gpu.json"])
        #expect(files.text(of: "run/cdi/apus.dev-gpu.json") == (try await Apus.document(["cdi"], host: host)))
        var status = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o644)
    }

    /// The driver's files are in the host's own directories.
    @Test func `has NVIDIA's files from where a person says that the driver is`() async throws {
        let host = RecordedMachine.ampere.path
        let found = try await Apus.document(["cdi"], host: host)
        #expect(found.contains("libcuda.so.550.54.14"))
        #expect(try await Apus.document(["cdi", "--driver-root", "/"], host: host) == found)
        let elsewhere = try files.put("cdi: {nvidia: {driverRoot: /elsewhere}}", at: "config.yaml")
        #expect(!(try await Apus.document(["cdi"], host: host, config: elsewhere)).contains("libcuda"))
        // What is said on the command line is stronger.
        #expect(try await Apus.document(["cdi", "--driver-root", "/"], host: host, config: elsewhere) == found)
    }

    @Test func `keeps a file that is right as it is`() async throws {
        _ = try await generate()
        var before = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &before) == 0)
        let outcome = try await generate()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "\(directory)/apus.dev-gpu.json is up to date.\n")
        var after = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &after) == 0)
        #expect(before.st_ino == after.st_ino)
        #expect(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec)
    }

    @Test func `loses the spec of a machine that offers nothing, and no other's`() async throws {
        _ = try await generate()
        try files.put("{}", at: "run/cdi/vendor.com-gpu.json")
        let empty = try files.put("P: /devices/x/y\nE: SUBSYSTEM=x\n", at: "empty.umockdev")
        let outcome = try await generate(host: empty)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("\(directory)/apus.dev-gpu.json removed.\n"))
        #expect(files.names("run/cdi") == ["vendor.com-gpu.json"])
        let again = try await generate(host: empty)
        #expect(again.status == 0)
        #expect(!again.errors.contains("removed"))
    }

    @Test func `may hold files of others that keep runtimes from the devices, which are told`() async throws {
        let device = #"{"name":"old","containerEdits":{"env":["A=b"]}}"#
        try files.put(
            #"{"cdiVersion":"0.3.0","kind":"apus.dev/gpu","devices":[\#(device)]}"#, at: "run/cdi/by-hand.json")
        let outcome = try await generate()
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "Warning: The file \(directory)/by-hand.json defines apus.dev/gpu=old, which this machine's spec of that "
                    + "kind does not have"))
    }

    @Test func `is an error where a file stands in its place`() async throws {
        try files.put("I am a file", at: "run/cdi")
        let outcome = try await generate()
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Error: The directory \(directory) is not a directory but a file."))
        #expect(files.text(of: "run/cdi") == "I am a file")
    }

    @Test(.enabled("the command cannot be run as an ordinary user", Ordinary.isPossible))
    func `is an error where the user may not write`() async throws {
        try files.makeDirectory("run")
        try files.makeDirectory("run/cdi")
        let outcome = try await Ordinary.run([
            "cdi", "--output-dir", directory, "--host", host, "--config", "/dev/null",
        ])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("\(directory)/apus.dev-gpu.json cannot be created: Permission denied."))
        #expect(files.names("run/cdi") == [])
    }

    @Test func `is an error where the disk is full, and holds what it held`() async throws {
        try files.makeDirectory("run")
        try files.makeDirectory("run/cdi")
        let script = """
            mount -t tmpfs -o size=8k none "$1" && cd "$1" || exit 99
            printf old >apus.dev-gpu.json
            head -c 4096 /dev/zero >filler
            "$0" cdi --output-dir "$1" --host "$2" --config /dev/null
            echo "ends with $?, and leaves:" *
            cat apus.dev-gpu.json
            """
        let words = ["--mount", "/bin/sh", "-c", script, Apus.program.path, directory, RecordedMachine.flex.path]
        let outcome = try #require(await Program("/usr/bin/unshare").run(words))
        guard outcome.status == 0 else { try Test.cancel("There are no private mounts: \(outcome.output)") }
        #expect(outcome.output.contains("No space left on device"))
        #expect(outcome.output.hasSuffix("\nends with 1, and leaves: apus.dev-gpu.json filler\nold"))
    }

    @Test func `lists what runtimes can inject`() async throws {
        _ = try await generate()
        let outcome = try await Apus.run(["cdi", "list", "-o", "name", "--spec-dir", directory], host: host)
        #expect(outcome.status == 0)
        let file = "\(directory)/apus.dev-gpu.json"
        #expect(
            outcome.output.split(separator: "\n").sorted() == [
                "apus.dev/gpu=0", "apus.dev/gpu=0000-03-00-0-0x56a0", "apus.dev/gpu=0000:03:00.0", "apus.dev/gpu=all",
            ])
        let verdict = try await Apus.run(["cdi", "validate", file], host: host)
        #expect(verdict.status == 0)
        #expect(verdict.output == "\(file): valid, apus.dev/gpu, 1 device by 4 names, cdiVersion 0.5.0\n")
    }

    @Test func `has a verdict on each file, and status 1 for a bad one`() async throws {
        _ = try await generate()
        let good = "\(directory)/apus.dev-gpu.json"
        let bad = try files.put("{\"cdiVersion\": \"0.5.0\", \"kind\": \"gpu\", \"devices\": []}", at: "bad.json")
        let outcome = try await Apus.run(["cdi", "validate", good, bad, "/nonexistent.json"], host: host)
        #expect(outcome.status == 1)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("\(good): valid") == true)
        #expect(lines.contains { $0.hasPrefix("\(bad):") })
        #expect(lines.last?.hasPrefix("/nonexistent.json:") == true)
        #expect(!outcome.errors.contains("Error"))
    }
}
