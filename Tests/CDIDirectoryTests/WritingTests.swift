import CDI
import CDIDirectory
import Files
import SystemPackage
import Testing
import TestSupport

@Suite("A spec file") struct WritingTests {
    let temporary: TemporaryDirectory
    let directory: CDIDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = CDIDirectory(FilePath("\(temporary.path)/cdi"))
    }

    @Test func `is called after its kind, and nothing else stays behind`() throws {
        #expect(try directory.write(spec) == .written)
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(temporary.text(of: "cdi/apus.dev-gpu.json") == spec.fileText)
    }

    @Test func `is left alone when it holds the same`() throws {
        try directory.write(spec)
        #expect(try directory.write(spec) == .unchanged)
    }

    @Test func `is written beside what a crash left behind, which no runtime reads`() throws {
        try temporary.put("{", at: "cdi/.apus.dev-gpu.json.abc.tmp")
        try directory.write(spec)
        #expect(try directory.files().map(\.path) == ["\(temporary.path)/cdi/apus.dev-gpu.json"])
    }

    @Test func `can be removed, and removed again`() throws {
        #expect(try directory.remove(.standard) == false)
        try directory.write(spec)
        #expect(try directory.remove(.standard) == true)
        #expect(try directory.remove(.standard) == false)
        #expect(temporary.names("cdi") == [])
    }

    @Test func `cannot be written, listed or removed where a file is in the place of the directory`() throws {
        try temporary.put("I am a file", at: "cdi")
        let error = AtomicFileError.fileInPlaceOfDirectory(directory.path, directory: directory.path)
        #expect(throws: error) { try directory.write(spec) }
        #expect(throws: error) { try directory.files() }
        #expect(throws: error) { try directory.remove(.standard) }
        #expect(temporary.text(of: "cdi") == "I am a file")
    }
}
