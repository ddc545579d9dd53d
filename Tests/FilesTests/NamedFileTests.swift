import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A file that a person has named") struct NamedFileTests {
    let temporary: TemporaryDirectory

    init() throws { temporary = try TemporaryDirectory() }

    private func file(_ name: String) -> AtomicFile { AtomicFile(temporary.filePath.appending(name)) }

    @Test func `is written, replaced, and left alone when it holds the same`() throws {
        #expect(try file("a").write(Array("old".utf8)) == .written)
        #expect(try file("a").write(content) == .written)
        #expect(try file("a").write(content) == .unchanged)
        #expect(temporary.text(of: "a") == "{}")
        #expect(temporary.mode(of: "a") == S_IFREG | 0o644)
        #expect(temporary.names() == ["a"])
    }

    @Test func `stays a link if it is one`() throws {
        try temporary.put("old", at: "real")
        try temporary.link("link", to: "real")
        try file("link").write(content)
        #expect(temporary.text(of: "real") == "{}")
        #expect(temporary.mode(of: "link").map { $0 & S_IFMT } == S_IFLNK)
    }

    @Test func `needs its directory to be there`() throws {
        let parent = temporary.filePath.appending("missing")
        #expect(throws: AtomicFileError.directory(parent, .open, .noSuchFileOrDirectory)) {
            try file("missing/a").write(content)
        }
        #expect(temporary.names() == [])
    }

    @Test func `is no directory`() throws {
        try temporary.makeDirectory("a")
        #expect(throws: AtomicFileError.directoryInPlaceOfFile(temporary.filePath.appending("a"))) {
            try file("a").write(content)
        }
        #expect(throws: AtomicFileError.directoryInPlaceOfFile("/")) { try AtomicFile("/").write(content) }
    }

    @Test func `has no file for a directory`() throws {
        try temporary.put("I am a file", at: "a")
        let parent = temporary.filePath.appending("a")
        #expect(throws: AtomicFileError.fileInPlaceOfDirectory(parent, directory: parent)) {
            try file("a/b").write(content)
        }
        #expect(temporary.text(of: "a") == "I am a file")
    }

    @Test func `is no pipe or device, which stays as it is`() throws {
        mkfifo(temporary.filePath.appending("pipe").string, 0o600)
        #expect(throws: AtomicFileError.specialFile(temporary.filePath.appending("pipe"))) {
            try file("pipe").write(content)
        }
        #expect(temporary.mode(of: "pipe") == S_IFIFO | 0o600)
        #expect(throws: AtomicFileError.specialFile("/dev/null")) { try AtomicFile("/dev/null").write(content) }
    }
}
