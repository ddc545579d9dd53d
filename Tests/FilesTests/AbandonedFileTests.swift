import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("What a killed writer left") struct AbandonedFileTests {
    let temporary: TemporaryDirectory
    let directory: AtomicDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = AtomicDirectory(temporary.filePath)
    }

    @Test func `is removed, for one file or for all`() throws {
        for name in [".a.json.1b9x0q3k7z2mf.tmp", ".a.json.0.tmp", ".b.json.z.tmp"] { try temporary.put("{", at: name) }
        #expect(try directory.removeAbandoned(of: "a.json") == [".a.json.0.tmp", ".a.json.1b9x0q3k7z2mf.tmp"])
        #expect(temporary.names() == [".b.json.z.tmp"])
        #expect(try directory.removeAbandoned() == [".b.json.z.tmp"])
        #expect(try directory.removeAbandoned() == [])
    }

    @Test(arguments: [
        "a.json", ".a.json", "a.json.abc.tmp", ".a.json.tmp", ".a.json.abc", ".a.json.abc.tmp~", ".a.json.abc.TMP",
        ".a.json.ABC.tmp", ".a.json.-1.tmp", ".a.json.+1.tmp", ".a.json.00.tmp", ".a.json..tmp", ".a.json.a b.tmp",
        ".a.json.3w5e11264sgsg.tmp", ".b.a.json.abc.tmp", "..a.json.abc.tmp", ".a.abc.tmp", ".abc.tmp", ".tmp",
    ])
    func `is not what is called otherwise`(name: String) throws {
        try temporary.put("{", at: name)
        #expect(try directory.removeAbandoned(of: "a.json") == [])
        #expect(temporary.names() == [name])
    }

    @Test func `is no directory, link or pipe`() throws {
        try temporary.put("{", at: "end")
        try temporary.makeDirectory(".a.json.1.tmp")
        try temporary.link(".a.json.2.tmp", to: "end")
        mkfifo(temporary.filePath.appending(".a.json.3.tmp").string, 0o600)
        #expect(try directory.removeAbandoned() == [])
        #expect(temporary.names() == [".a.json.1.tmp", ".a.json.2.tmp", ".a.json.3.tmp", "end"])
    }

    @Test func `is not what a writer is at work on`() throws {
        try temporary.put("{", at: ".a.json.abc.tmp")
        let writer = open(temporary.filePath.appending(".a.json.abc.tmp").string, O_WRONLY | O_CLOEXEC)
        try #require(flock(writer, LOCK_EX) == 0)
        #expect(try directory.removeAbandoned() == [])
        close(writer)
        #expect(try directory.removeAbandoned() == [".a.json.abc.tmp"])
    }

    @Test func `is not in a directory that is missing`() throws {
        #expect(try AtomicDirectory(temporary.filePath.appending("missing")).removeAbandoned() == [])
    }

    @Test func `is told where it cannot be removed, and nothing but it stays`() throws {
        for name in [".a.json.1.tmp", ".a.json.2.tmp"] { try temporary.put("{", at: name) }
        let fault = try withoutPrivileges { () -> AtomicFileError? in
            do throws(AtomicFileError) {
                try directory.removeAbandoned()
                return nil
            } catch {
                return error
            }
        }
        let faults = [".a.json.1.tmp", ".a.json.2.tmp"].map { name in
            AtomicFileError.file(temporary.filePath.appending(name), .remove, .permissionDenied)
        }
        #expect(fault.map(faults.contains) == true)
        #expect(try directory.removeAbandoned() == [".a.json.1.tmp", ".a.json.2.tmp"])
    }

    @Test func `is looked for beside writers without disturbing one of them`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask { [directory] in
                    for round in 0..<100 { try directory.write(Array("\(writer) \(round)".utf8), to: "\(writer)") }
                }
            }
            group.addTask { [directory] in
                // What was made a moment ago and is not locked yet may go; its writer makes another.
                for _ in 0..<200 { try directory.removeAbandoned() }
            }
            try await group.waitForAll()
        }
        #expect(temporary.names() == ["0", "1"])
        #expect(["0", "1"].map(temporary.text) == ["0 99", "1 99"])
    }
}
