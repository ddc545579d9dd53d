import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A file that cannot be written") struct FailureTests {
    let temporary: TemporaryDirectory
    let path: FilePath
    let directory: AtomicDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        path = temporary.filePath.appending("cdi")
        directory = AtomicDirectory(path)
    }

    @Test func `says that a file stands in the place of its directory`() throws {
        try temporary.put("I am a file", at: "cdi")
        #expect(throws: AtomicFileError.fileInPlaceOfDirectory(path, directory: path)) {
            try directory.write(content, to: "x.json")
        }
        #expect(throws: AtomicFileError.fileInPlaceOfDirectory(path, directory: path)) { try directory.names() }
        #expect(throws: AtomicFileError.fileInPlaceOfDirectory(path, directory: path)) {
            try directory.remove("x.json")
        }
        #expect(temporary.text(of: "cdi") == "I am a file")
    }

    @Test func `says which parent is a file`() throws {
        try temporary.put("I am a file", at: "cdi")
        let below = path.appending("a/b")
        #expect(throws: AtomicFileError.fileInPlaceOfDirectory(path, directory: below)) {
            try AtomicDirectory(below).write(content, to: "x.json")
        }
    }

    @Test func `says that its directory is a link to nowhere`() throws {
        try temporary.link("cdi", to: "nowhere")
        #expect(throws: AtomicFileError.directory(path, .open, .noSuchFileOrDirectory)) {
            try directory.write(content, to: "x.json")
        }
    }

    @Test func `says that a directory stands in its own place, and leaves nothing behind`() throws {
        try temporary.makeDirectory("cdi")
        try temporary.makeDirectory("cdi/x.json")
        let error = AtomicFileError.directoryInPlaceOfFile(path.appending("x.json"))
        #expect(throws: error) { try directory.write(content, to: "x.json") }
        #expect(throws: error) { try directory.remove("x.json") }
        #expect(temporary.names("cdi") == ["x.json"])
    }

    @Test func `says that the user may not write, and leaves the old file as it was`() throws {
        try directory.write(Array("old".utf8), to: "x.json")
        let errors = try withoutPrivileges {
            [failure { try directory.write([0x7b], to: "x.json") }, failure { try directory.remove("x.json") }]
        }
        #expect(
            errors == [
                .file(path.appending("x.json"), .create, .permissionDenied),
                .file(path.appending("x.json"), .remove, .permissionDenied),
            ])
        #expect(temporary.text(of: "cdi/x.json") == "old")
        #expect(temporary.names("cdi") == ["x.json"])
    }

    @Test func `says that the user may not make its directory`() throws {
        let error = try withoutPrivileges { failure { try directory.write(content, to: "x.json") } }
        #expect(error == .directory(path, .make, .permissionDenied))
        #expect(temporary.names() == [])
    }

    @Test func `says that the file system is read-only, and leaves the old file as it was`() throws {
        try temporary.makeDirectory("cdi")
        let (errors, text, names) = try withPrivateMounts {
            try mount("size=64k")
            try temporary.put("old", at: "cdi/x.json")
            try Self.check(Glibc.mount("none", path.string, nil, UInt(MS_REMOUNT | MS_RDONLY), nil))
            let errors = [
                failure { try directory.write([0x7b], to: "x.json") }, failure { try directory.remove("x.json") },
                failure { try AtomicDirectory(path.appending("a/b")).write(content, to: "x.json") },
            ]
            return (errors, temporary.text(of: "cdi/x.json"), temporary.names("cdi"))
        }
        #expect(
            errors == [
                .file(path.appending("x.json"), .create, .readOnlyFileSystem),
                .file(path.appending("x.json"), .remove, .readOnlyFileSystem),
                .directory(path.appending("a/b"), .make, .readOnlyFileSystem),
            ])
        #expect(text == "old")
        #expect(names == ["x.json"])
    }

    @Test func `says that the disk is full, and leaves the old file alone and whole`() throws {
        try temporary.makeDirectory("cdi")
        let (error, text, names) = try withPrivateMounts {
            try mount("size=64k")
            try temporary.put("old", at: "cdi/x.json")
            let error = failure { try directory.write([UInt8](repeating: 0x61, count: 1 << 20), to: "x.json") }
            return (error, temporary.text(of: "cdi/x.json"), temporary.names("cdi"))
        }
        #expect(error == .file(path.appending("x.json"), .write, .noSpace))
        #expect(text == "old")
        #expect(names == ["x.json"])
    }

    @Test func `says that there is no room for one more file`() throws {
        try temporary.makeDirectory("cdi")
        let (error, names) = try withPrivateMounts {
            try mount("nr_inodes=2")
            try temporary.put("old", at: "cdi/x.json")
            return (failure { try directory.write(content, to: "x.json") }, temporary.names("cdi"))
        }
        #expect(error == .file(path.appending("x.json"), .create, .noSpace))
        #expect(names == ["x.json"])
    }

    @Test func `says that it is not there, or no file`() throws {
        #expect(throws: AtomicFileError.file(path.appending("x"), .read, .noSuchFileOrDirectory)) {
            try directory.content(of: "x")
        }
        try temporary.makeDirectory("cdi")
        try temporary.makeDirectory("cdi/x")
        #expect(throws: AtomicFileError.directoryInPlaceOfFile(path.appending("x"))) { try directory.content(of: "x") }
    }

    @Test(arguments: [
        (
            AtomicFileError.file("/etc/cdi/a.json", .write, .noSpace),
            "The file /etc/cdi/a.json cannot be written: No space left on device. Free some space there; the "
                + "previous file, if any, is as it was."
        ),
        (
            .directory("/etc/cdi", .make, .readOnlyFileSystem),
            "The directory /etc/cdi cannot be made: Read-only file system. Make the file system writable or name "
                + "another directory."
        ),
        (
            .fileInPlaceOfDirectory("/run", directory: "/run/cdi"),
            "The directory /run/cdi cannot be made, because /run is not a directory but a file. Move the file away "
                + "or name another directory."
        ),
    ])
    func `tells people what failed, on what, why and what to do`(error: AtomicFileError, sentence: String) throws {
        #expect(error.description == sentence)
    }

    /// Puts a small file system in the place of the directory.
    private func mount(_ options: String) throws(Errno) {
        try Self.check(Glibc.mount("tmpfs", path.string, "tmpfs", 0, options))
    }

    private static func check(_ result: Int32) throws(Errno) {
        if result != 0 { throw Errno(rawValue: errno) }
    }

    private func failure<Value>(_ act: () throws -> Value) -> AtomicFileError? {
        do {
            _ = try act()
            return nil
        } catch {
            return error as? AtomicFileError
        }
    }
}
