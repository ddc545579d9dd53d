import Glibc
import TestSupport
import Testing

@Suite("The directory of CDI specs") struct OutputDirectoryTests {
    private let files: TemporaryDirectory
    private let host = RecordedMachine.arc.path
    private var directory: String { "\(files.path)/run/cdi" }

    init() throws { files = try TemporaryDirectory() }

    private func generate(host: String = RecordedMachine.arc.path) throws -> ApusProgram.Outcome {
        // Only the last directory of the path is made.
        if !files.names().contains("run") { try files.makeDirectory("run") }
        return try Apus.run(["cdi", "--output-dir", directory], host: host)
    }

    @Test func `is not made where its parent is missing, too`() throws {
        let outcome = try Apus.run(["cdi", "--output-dir", directory], host: RecordedMachine.arc.path)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("because \(files.path)/run is no directory. Make that first."))
        #expect(files.names() == [])
    }

    @Test func `is made, and gets the spec as one file that all may read`() throws {
        let outcome = try generate()
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "\(directory)/apus.dev-gpu.json written.\n")
        #expect(files.names("run/cdi") == ["apus.dev-gpu.json"])
        #expect(files.text(of: "run/cdi/apus.dev-gpu.json") == (try Apus.document(["cdi"], host: host)))
        var status = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o644)
    }

    /// The driver's files are in the host's own directories.
    @Test func `has NVIDIA's files from where a person says that the driver is`() throws {
        let host = RecordedMachine.ampere.path
        let found = try Apus.document(["cdi"], host: host)
        #expect(found.contains("libcuda.so.550.54.14"))
        #expect(try Apus.document(["cdi", "--driver-root", "/"], host: host) == found)
        let elsewhere = try files.put("cdi: {nvidia: {driverRoot: /elsewhere}}", at: "config.yaml")
        #expect(!(try Apus.document(["cdi"], host: host, config: elsewhere)).contains("libcuda"))
        // What is said on the command line is stronger.
        #expect(try Apus.document(["cdi", "--driver-root", "/"], host: host, config: elsewhere) == found)
    }

    @Test func `keeps a file that is right as it is`() throws {
        _ = try generate()
        var before = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &before) == 0)
        let outcome = try generate()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "\(directory)/apus.dev-gpu.json is up to date.\n")
        var after = stat()
        #expect(stat("\(directory)/apus.dev-gpu.json", &after) == 0)
        #expect(before.st_ino == after.st_ino)
        #expect(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec)
    }

    @Test func `loses the spec of a machine that offers nothing, and no other's`() throws {
        _ = try generate()
        try files.put("{}", at: "run/cdi/vendor.com-gpu.json")
        let empty = try files.put("P: /devices/x/y\nE: SUBSYSTEM=x\n", at: "empty.umockdev")
        let outcome = try generate(host: empty)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("\(directory)/apus.dev-gpu.json removed.\n"))
        #expect(files.names("run/cdi") == ["vendor.com-gpu.json"])
        let again = try generate(host: empty)
        #expect(again.status == 0)
        #expect(!again.errors.contains("removed"))
    }

    @Test func `may hold files of others that keep runtimes from the devices, which are told`() throws {
        let device = #"{"name":"old","containerEdits":{"env":["A=b"]}}"#
        try files.put(
            #"{"cdiVersion":"0.3.0","kind":"apus.dev/gpu","devices":[\#(device)]}"#, at: "run/cdi/by-hand.json")
        let outcome = try generate()
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "Warning: The file \(directory)/by-hand.json defines apus.dev/gpu=old, which this machine's spec of that "
                    + "kind does not have"))
    }

    @Test func `is an error where a file stands in its place`() throws {
        try files.put("I am a file", at: "run/cdi")
        let outcome = try generate()
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Error: The directory \(directory) is not a directory but a file."))
        #expect(files.text(of: "run/cdi") == "I am a file")
    }

    @Test(.enabled(if: Ordinary.isPossible, "the command cannot be run as an ordinary user"))
    func `is an error where the user may not write`() throws {
        try files.makeDirectory("run")
        try files.makeDirectory("run/cdi")
        let outcome = try Ordinary.run(["cdi", "--output-dir", directory, "--host", host, "--config", "/dev/null"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("\(directory)/apus.dev-gpu.json cannot be created: Permission denied."))
        #expect(files.names("run/cdi") == [])
    }

    @Test func `is an error where the disk is full, and holds what it held`() throws {
        try files.makeDirectory("run")
        try files.makeDirectory("run/cdi")
        let (outcome, text, names) = try withPrivateMounts {
            try #require(mount("tmpfs", directory, "tmpfs", 0, "size=8k") == 0)
            try files.put("old", at: "run/cdi/apus.dev-gpu.json")
            try files.put(String(repeating: "x", count: 4096), at: "run/cdi/filler")
            return (
                try generate(host: RecordedMachine.flex.path), files.text(of: "run/cdi/apus.dev-gpu.json"),
                files.names("run/cdi")
            )
        }
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("No space left on device"))
        #expect(text == "old")
        #expect(names == ["apus.dev-gpu.json", "filler"])
    }

    @Test func `lists what runtimes can inject`() throws {
        _ = try generate()
        let outcome = try Apus.run(["cdi", "list", "-o", "name", "--spec-dir", directory], host: host)
        #expect(outcome.status == 0)
        let file = "\(directory)/apus.dev-gpu.json"
        #expect(
            outcome.output.split(separator: "\n").sorted() == [
                "apus.dev/gpu=0", "apus.dev/gpu=0000-03-00-0-0x56a0", "apus.dev/gpu=0000:03:00.0", "apus.dev/gpu=all",
            ])
        let verdict = try Apus.run(["cdi", "validate", file], host: host)
        #expect(verdict.status == 0)
        #expect(verdict.output == "\(file): valid, apus.dev/gpu, 1 device by 4 names, cdiVersion 0.5.0\n")
    }

    @Test func `has a verdict on each file, and status 1 for a bad one`() throws {
        _ = try generate()
        let good = "\(directory)/apus.dev-gpu.json"
        let bad = try files.put("{\"cdiVersion\": \"0.5.0\", \"kind\": \"gpu\", \"devices\": []}", at: "bad.json")
        let outcome = try Apus.run(["cdi", "validate", good, bad, "/nonexistent.json"], host: host)
        #expect(outcome.status == 1)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("\(good): valid") == true)
        #expect(lines.contains { $0.hasPrefix("\(bad):") })
        #expect(lines.last?.hasPrefix("/nonexistent.json:") == true)
        #expect(!outcome.errors.contains("Error"))
    }
}
