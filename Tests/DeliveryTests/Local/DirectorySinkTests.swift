import Documents
import Files
import Glibc
import Hardware
import ResourceSlices
import SinkContract
import SystemPackage
import TestSupport
import Testing

@testable import Delivery

@Suite("A directory of slices", .timeLimit(.minutes(5))) struct DirectorySinkTests {
    private let temporary: TemporaryDirectory
    private let sink: DirectorySink

    init() throws {
        temporary = try TemporaryDirectory()
        sink = DirectorySink(FilePath(temporary.path).appending("slices"))
    }

    @Test(arguments: SinkRule.allCases)
    func `keeps the contract of sinks`(rule: SinkRule) async throws {
        try await rule.check(sink) { try observed() }
    }

    @Test(arguments: [SinkRule.arrival, .repetition, .replacement, .emptiness])
    func `keeps the contract of sinks in JSON`(rule: SinkRule) async throws {
        try await rule.check(DirectorySink(sink.path, format: .json)) { try observed() }
    }

    @Test(arguments: [SinkRule.arrival, .emptiness])
    func `keeps the contract of sinks after another run`(rule: SinkRule) async throws {
        try await DirectorySink(sink.path, format: .json).publish(.devices(200, generation: 9))
        try await rule.check(sink) { try observed() }
    }

    @Test func `holds a file for each slice, which everybody can read`() async throws {
        try await sink.publish(.devices(200))
        #expect(names == (0..<4).map { "0000\($0)-gpu.apus.dev-node1.yaml" })
        let text = try #require(temporary.text(of: "slices/00000-gpu.apus.dev-node1.yaml"))
        #expect(text == SlicePublication.devices(200).documents[0].yamlText)
        var status = stat()
        #expect(stat("\(temporary.path)/slices/00000-gpu.apus.dev-node1.yaml", &status) == 0)
        #expect(status.st_mode == S_IFREG | 0o644)
    }

    @Test func `leaves the files of others alone, even those that look alike`() async throws {
        let others = [
            "README": "hello", "empty.yaml": "", "broken.yaml": "{", "00000-gpu.apus.dev-node2.yaml": "kind: Pod",
            "00009-gpu.apus.dev-node1.yaml": "kind: Pod\n", "list.json": "[]", ".hidden.yaml.1b9x.tmp": "x",
            ".00000-fpga.example.com-node1.yaml.1b9x0q3k7z2mf.tmp": "x",
        ]
        for (name, text) in others { try temporary.put(text, at: "slices/\(name)") }
        try temporary.makeDirectory("slices/directory.yaml")
        let node2 = DirectorySink(sink.path)
        try await node2.publish(SlicePublication(.devices(200), .sample(node: "node2")))
        let driver = DirectorySink(sink.path)
        try await driver.publish(SlicePublication(.devices(200), .sample(driver: "nic.example.com")))
        let before = names
        try await sink.publish(.devices(200))
        try await sink.publish(.devices(3, generation: 2))
        #expect(names == (before + ["00000-gpu.apus.dev-node1.yaml"]).sorted())
        for (name, text) in others where name != "00000-gpu.apus.dev-node2.yaml" {
            #expect(temporary.text(of: "slices/\(name)") == text)
        }
    }

    @Test func `loses what an earlier run left, whatever the files are called and in whatever form`() async throws {
        let old = SlicePublication.devices(200, generation: 41)
        try await DirectorySink(sink.path, format: .json).publish(old)
        let stray = old.pool.documents(.v1beta1)[2].yamlText
        try temporary.put(stray, at: "slices/gpus-of-node1.yml")
        try await sink.publish(.devices(3, generation: 42))
        #expect(names == ["00000-gpu.apus.dev-node1.yaml"])
    }

    @Test func `loses the slices of a pool whose name has changed`() async throws {
        try await DirectorySink(sink.path).publish(.devices(200))
        try await sink.publish(SlicePublication(.devices(3), .sample(policy: .counters)))
        #expect(names == ["00000-gpu.apus.dev-node1.yaml"])
        try await sink.publish(SlicePublication(.devices(3), .sample(node: "node2", driver: "gpu.example.com")))
        #expect(names == ["00000-gpu.example.com-node2.yaml"])
    }

    @Test func `loses the temporary files that a killed run has left`() async throws {
        let left = [
            ".00000-gpu.apus.dev-node1.yaml.1b9x0q3k7z2mf.tmp", ".0000f-gpu.apus.dev-node1.json.3w5e11264sgsf.tmp",
        ]
        for name in left { try temporary.put("{", at: "slices/\(name)") }
        try await sink.publish(.devices(3))
        #expect(names == ["00000-gpu.apus.dev-node1.yaml"])
    }

    @Test func `is repaired where a file is gone, torn or changed, and nothing else is written`() async throws {
        let publication = SlicePublication.devices(200)
        try await sink.publish(publication)
        let whole = try observed()
        let files = names
        try #require(files.count >= 4)
        temporary.remove("slices/\(files[0])")
        try temporary.put("", at: "slices/\(files[1])")
        try temporary.put("kind: ResourceSlice\n", at: "slices/\(files[2])")
        let inode = inode(of: files[3])
        try await sink.publish(publication)
        #expect(try observed().slices == whole.slices)
        #expect(self.inode(of: files[3]) == inode)
    }

    @Test func `is made again when it is gone`() async throws {
        try await sink.publish(.devices(3))
        temporary.remove("slices")
        try await sink.publish(.devices(3))
        #expect(names == ["00000-gpu.apus.dev-node1.yaml"])
    }

    @Test func `says what is wrong and holds the slices as soon as that is put right`() async throws {
        try await sink.publish(.devices(200))
        temporary.remove("slices")
        try temporary.put("I am a file", at: "slices")
        #expect(
            await sink.failure(.devices(3, generation: 2))
                == .unavailable(
                    "The directory \(sink.path) is not a directory but a file. Move the file away or name another directory."
                ))
        temporary.remove("slices")
        try await sink.publish(.devices(3, generation: 2))
        #expect(names == ["00000-gpu.apus.dev-node1.yaml"])
    }

    @Test func `is whole again after a publication that was stopped half-way`() async throws {
        try await sink.publish(.devices(300))
        let blocked = try #require(names.dropFirst().first)
        temporary.remove("slices/\(blocked)")
        try temporary.makeDirectory("slices/\(blocked)")
        let next = SlicePublication.devices(200, generation: 2)
        #expect(await sink.failure(next) != nil)
        temporary.remove("slices/\(blocked)")
        try await sink.publish(next)
        #expect(try observed().slices == next.documents)
    }

    @Test func `has room for the longest names`() async throws {
        let node = String(repeating: "n", count: 253)
        try await sink.publish(SlicePublication(.devices(200), .sample(node: node)))
        #expect(names.count == 4)
        try await sink.publish(SlicePublication(.devices(3), .sample(node: node)).with(generation: 2))
        #expect(names.count == 1)
    }

    @Test func `holds all that a full or read-only disk leaves room for, and the rest afterwards`() throws {
        let path = sink.path
        try temporary.makeDirectory("slices")
        let (errors, isWhole) = try withPrivateMounts {
            try Mount.small(path.string, "size=64k")
            var directory = SliceDirectory(path, .json)
            try directory.hold(.devices(3))
            let full = Result { () throws(AtomicFileError) in try directory.hold(.devices(400, generation: 2)) }
            try Mount.setWritable(false, path.string)
            let readOnly = Result { () throws(AtomicFileError) in try directory.hold(.devices(0, generation: 3)) }
            try Mount.setWritable(true, path.string)
            try directory.hold(.devices(0, generation: 3))
            let last = SlicePublication.devices(0, generation: 3)
            return ([full, readOnly], try observed().slices == last.documents)
        }
        let reasons = errors.map { result in
            switch result {
            case .success: ""
            case .failure(let error): error.description
            }
        }
        #expect(reasons[0].contains("cannot be written: No space left on device. Free some space there"))
        #expect(reasons[1].contains("Read-only file system. Make the file system writable"))
        #expect(isWhole)
    }

    private var names: [String] { temporary.names("slices") }

    private func inode(of name: String) -> ino_t {
        var status = stat()
        return lstat("\(temporary.path)/slices/\(name)", &status) == 0 ? status.st_ino : 0
    }

    /// The slices in the order of the files' names.
    private func observed() throws -> ObservedPool {
        let slices = try names.flatMap { try ObservedPool.slices(in: temporary.text(of: "slices/\($0)") ?? "") }
        return ObservedPool(slices: slices, revision: names.map { "\($0) \(inode(of: $0))" }.joined(separator: ", "))
    }
}
