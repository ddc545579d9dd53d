import CDI
import CDIDirectory
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite("A spec directory") struct ReadingTests {
    let temporary: TemporaryDirectory
    let directory: CDIDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = CDIDirectory(FilePath(temporary.path))
    }

    @Test func `has the files that runtimes read, by name`() throws {
        for name in ["b.json", "a.yaml", ".hidden.json"] { try temporary.put(spec.fileText, at: name) }
        for name in ["c.yml", "d.json.tmp", "notes"] { try temporary.put("not read", at: name) }
        try temporary.makeDirectory("e.json")
        try temporary.link("link.json", to: "b.json")
        let files = try directory.files()
        #expect(
            files.map(\.path)
                == [".hidden.json", "a.yaml", "b.json", "link.json"].map { "\(temporary.path)/\($0)" })
        #expect(files.allSatisfy { $0.reading.spec == spec })
    }

    @Test func `has none when it is missing`() throws {
        #expect(try CDIDirectory(FilePath("\(temporary.path)/missing")).files() == [])
    }

    @Test func `says which of its files cannot be read, and why`() throws {
        try temporary.link("gone.json", to: "nowhere")
        mkfifo("\(temporary.path)/pipe.json", 0o644)
        let files = try directory.files()
        #expect(
            files.flatMap(\.reading.findings).map(\.reason) == [
                "The file cannot be read: No such file or directory.",
                "The file cannot be read: Operation not supported.",
            ])
    }

    @Test(.timeLimit(.minutes(1))) func `does not read a file that is larger than any spec`() throws {
        try temporary.put("{", at: "huge.json")
        #expect(truncate("\(temporary.path)/huge.json", 3 << 30) == 0)
        try temporary.put(spec.fileText, at: "small.json")
        let files = try directory.files()
        #expect(
            files.first?.reading.findings.map(\.reason) == [
                "The file is not read, because it has more than 32 MiB, as no spec has."
            ])
        #expect(files.last?.reading.spec == spec)
    }

    @Test func `lists what was written`() throws {
        try directory.write(spec)
        let index = SpecIndex(directories: [try directory.files()])
        #expect(index.devices.map(\.name.description) == ["apus.dev/gpu=gpu0"])
    }
}

/// A small spec that any test may write.
let spec = CDISpec(
    kind: .standard, devices: [.init(name: "gpu0", edits: ContainerEdits(deviceNodes: [.init(path: "/dev/null")]))])
