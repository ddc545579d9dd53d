import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A file in a directory") struct WritingTests {
    let temporary: TemporaryDirectory
    let directory: AtomicDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = AtomicDirectory(temporary.filePath.appending("cdi"))
    }

    @Test(arguments: [AtomicDirectory.Durability.power, .program])
    func `is readable for all, and nothing else stays behind`(durability: AtomicDirectory.Durability) throws {
        #expect(try directory.write(content, to: "x.json", surviving: durability) == .written)
        #expect(temporary.names("cdi") == ["x.json"])
        #expect(temporary.text(of: "cdi/x.json") == "{}")
        #expect(temporary.mode(of: "cdi/x.json") == S_IFREG | 0o644)
    }

    @Test func `makes its directory and the parents, open to all whatever the umask`() throws {
        let deep = AtomicDirectory(temporary.filePath.appending("a/b/cdi"))
        // The umask belongs to the whole process, so it is set where no other test can meet it.
        try withPrivateMounts {
            umask(0o077)
            try deep.write(content, to: "x.json")
        }
        #expect(["a", "a/b", "a/b/cdi"].map(temporary.mode) == [mode_t](repeating: S_IFDIR | 0o755, count: 3))
    }

    @Test func `is replaced as a whole`() throws {
        try temporary.makeDirectory("cdi")
        try temporary.put("old and much longer than the new one is", at: "cdi/x.json")
        let inode = temporary.inode(of: "cdi/x.json")
        #expect(try directory.write(Array("new".utf8), to: "x.json") == .written)
        #expect(temporary.text(of: "cdi/x.json") == "new")
        #expect(temporary.inode(of: "cdi/x.json") != inode)
    }

    @Test func `is left alone when it holds the same`() throws {
        try directory.write(content, to: "x.json")
        let inode = temporary.inode(of: "cdi/x.json")
        #expect(try directory.write(content, to: "x.json") == .unchanged)
        #expect(temporary.inode(of: "cdi/x.json") == inode)
    }

    @Test func `is written anew when only its mode is wrong`() throws {
        try directory.write(content, to: "x.json")
        chmod(temporary.filePath.appending("cdi/x.json").string, 0o600)
        #expect(try directory.write(content, to: "x.json") == .written)
        #expect(temporary.mode(of: "cdi/x.json") == S_IFREG | 0o644)
    }

    @Test func `takes the place of a link and leaves the link's end as it was`() throws {
        try temporary.makeDirectory("cdi")
        try temporary.put("{}", at: "elsewhere.json")
        try temporary.link("cdi/x.json", to: "../elsewhere.json")
        #expect(try directory.write(content, to: "x.json") == .written)
        #expect(temporary.mode(of: "cdi/x.json") == S_IFREG | 0o644)
        #expect(try directory.write(Array("other".utf8), to: "x.json") == .written)
        #expect(temporary.text(of: "elsewhere.json") == "{}")
    }

    @Test func `takes the place of a pipe without waiting for anyone`() throws {
        try temporary.makeDirectory("cdi")
        mkfifo(temporary.filePath.appending("cdi/x.json").string, 0o644)
        #expect(try directory.write([0x7b], to: "x.json") == .written)
        #expect(temporary.text(of: "cdi/x.json") == "{")
    }

    @Test func `goes through a link to the directory`() throws {
        try temporary.makeDirectory("real")
        try temporary.link("cdi", to: "real")
        try directory.write(content, to: "x.json")
        #expect(temporary.names("real") == ["x.json"])
    }

    @Test func `is written beside what a crash left behind`() throws {
        try temporary.makeDirectory("cdi")
        try temporary.put("{", at: "cdi/.x.json.abc.tmp")
        try directory.write(content, to: "x.json")
        #expect(temporary.text(of: "cdi/x.json") == "{}")
        #expect(try directory.names() == [".x.json.abc.tmp", "x.json"])
    }

    @Test func `of several megabytes is whole`() throws {
        let content = [UInt8](repeating: 0x61, count: 5_000_000)
        try directory.write(content, to: "x.json")
        #expect(try directory.write(content, to: "x.json") == .unchanged)
    }

    @Test func `that is empty is a file too`() throws {
        #expect(try directory.write([], to: "x.json") == .written)
        #expect(temporary.text(of: "cdi/x.json") == "")
    }

    @Test func `can be removed, and removed again`() throws {
        #expect(try directory.remove("x.json") == false)
        try directory.write(content, to: "x.json")
        #expect(try directory.remove("x.json") == true)
        #expect(try directory.remove("x.json") == false)
        #expect(temporary.names("cdi") == [])
    }

    @Test func `is never seen half written by a reader`() async throws {
        let texts = [String(repeating: "a", count: 300_000), String(repeating: "b", count: 200_000)]
        try directory.write(Array(texts[0].utf8), to: "x.json")
        let writer = Task { [directory] in
            for round in 1...40 { try directory.write(Array(texts[round % 2].utf8), to: "x.json") }
        }
        var seen = 0
        while seen < 40 {
            let text = temporary.text(of: "cdi/x.json")
            #expect(text.map(texts.contains) == true)
            seen += 1
        }
        try await writer.value
        #expect(temporary.names("cdi") == ["x.json"])
    }

    @Test func `gives back what it holds, at the end of a link too`() throws {
        try directory.write(content, to: "x.json")
        try temporary.link("cdi/link.json", to: "x.json")
        #expect(try directory.content(of: "x.json") == content)
        #expect(try directory.content(of: "link.json") == content)
        #expect(try directory.names() == ["link.json", "x.json"])
    }
}

/// What any test may write.
let content = Array("{}".utf8)
