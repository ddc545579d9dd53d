import Glibc
import TestSupport
import Testing

@Suite("A test's directory") struct TemporaryDirectoryTests {
    @Test func `goes away with all that is in it, links, files nobody may read and names that are no text`() throws {
        let outside = try TemporaryDirectory()
        try outside.put("stays", at: "file")
        let path: String
        do {
            let directory = try TemporaryDirectory()
            path = directory.path
            try directory.put("", at: "a/b/c")
            try directory.link("a/link", to: outside.path)
            chmod(try directory.put("", at: "secret"), 0)
            let name = Array("\(path)/a/".utf8) + [0xff, 0xfe, 0]
            try #require(mkdir(name.map { CChar(bitPattern: $0) }, 0o755) == 0)
        }
        #expect(access(path, F_OK) != 0)
        #expect(outside.text(of: "file") == "stays")
    }
}
