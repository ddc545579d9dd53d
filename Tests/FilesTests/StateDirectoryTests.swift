import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A state directory") struct StateDirectoryTests {
    let temporary: TemporaryDirectory
    let path: FilePath

    init() throws {
        temporary = try TemporaryDirectory()
        path = FilePath("\(temporary.path)/lib/apus")
    }

    @Test func `is made with its parents, and keeps files`() throws {
        let state = try StateDirectory.open(path)
        try state.file("generation").write([17])
        #expect(try state.file("generation").read() == [17])
        #expect(temporary.names("lib/apus") == ["generation", "lock"])
    }

    @Test func `is refused to a second agent, which learns who holds it`() throws {
        let state = try StateDirectory.open(path)
        let error = StateError.held(path, by: getpid())
        #expect(throws: error) { try StateDirectory.open(path) }
        #expect(
            error.description
                == "The state directory \(path) is held by apusd (pid \(getpid())). Stop that one first or name "
                + "another directory.")
        try state.file("generation").write([17])
    }

    @Test func `is refused to a second agent under another of its names`() throws {
        let state = try StateDirectory.open(path)
        try temporary.link("link", to: "lib/apus")
        let other = FilePath("\(temporary.path)/link")
        #expect(throws: StateError.held(other, by: getpid())) { try StateDirectory.open(other) }
        try state.file("generation").write([17])
    }

    @Test func `is free again once the first agent has ended`() throws {
        try StateDirectory.open(path).file("generation").write([17])
        #expect(try StateDirectory.open(path).file("generation").read() == [17])
    }

    @Test(arguments: ["", "1\n", "\(getpid())\n", "999999999\n", "no number\n"])
    func `is free whatever a killed agent's lock file says`(text: String) throws {
        try temporary.put(text, at: "lib/apus/lock")
        let state = try StateDirectory.open(path)
        #expect(temporary.text(of: "lib/apus/lock") == "\(getpid())\n")
        #expect(state.path == path)
    }

    @Test(arguments: ["", "\n", "-1\n", "0\n", "999999999\n", "12", "no number\n"])
    func `names no process where the lock file does not name one that lives`(text: String) throws {
        let state = try StateDirectory.open(path)
        try temporary.put(text, at: "lib/apus/lock")
        #expect(throws: StateError.held(path, by: nil)) { try StateDirectory.open(path) }
        #expect(StateError.held(path, by: nil).description.contains(" is held by another apusd. "))
        #expect(state.path == path)
    }

    @Test func `keeps its lock to itself when the agent starts a program`() throws {
        let state = try StateDirectory.open(path)
        let flags = try #require(Self.flags(ofOpen: path.appending("lock").string))
        #expect(flags & O_CLOEXEC != 0)
        #expect(state.path == path)
    }

    @Test func `is rid of what a killed agent was writing when it is opened`() throws {
        try StateDirectory.open(path).file("generation").write([17])
        try temporary.put("apus-state 1 0", at: "lib/apus/.generation.1b9x0q3k7z2mf.tmp")
        try temporary.put("somebody's", at: "lib/apus/.notes.tmp")
        _ = try StateDirectory.open(path)
        #expect(temporary.names("lib/apus") == [".notes.tmp", "generation", "lock"])
    }

    @Test func `says what stands in its place`() throws {
        try temporary.put("I am a file", at: "lib/apus")
        #expect(throws: StateError.unwritable(.fileInPlaceOfDirectory(path, directory: path))) {
            try StateDirectory.open(path)
        }
    }

    @Test func `says that it may not be made`() throws {
        let fault = try withoutPrivileges { stateError { try StateDirectory.open(path) } }
        #expect(fault == .unwritable(.directory(path, .make, .permissionDenied)))
    }

    @Test func `can be had on a file system that has become read-only, and only by one`() throws {
        try temporary.makeDirectory("lib/apus")
        let (content, second, write) = try withPrivateMounts {
            try Mount.small(path.string)
            try StateDirectory.open(path).file("generation").write([17])
            try temporary.put("", at: "lib/apus/lock")
            try Mount.setWritable(false, path.string)
            let state = try StateDirectory.open(path)
            let second = stateError { try StateDirectory.open(path) }
            return (
                try state.file("generation").read(), second, stateError { try state.file("generation").write([18]) }
            )
        }
        #expect(content == [17])
        #expect(second == .held(path, by: nil))
        #expect(write == .unwritable(.file(path.appending("generation"), .create, .readOnlyFileSystem)))
    }

    @Test func `cannot be had on a file system that always was read-only`() throws {
        try temporary.makeDirectory("lib/apus")
        let fault = try withPrivateMounts {
            try Mount.small(path.string)
            try Mount.setWritable(false, path.string)
            return stateError { try StateDirectory.open(path) }
        }
        #expect(fault == .unwritable(.file(path.appending("lock"), .open, .readOnlyFileSystem)))
    }

    @Test func `can be had on a full disk, and only by one`() throws {
        try temporary.makeDirectory("lib/apus")
        let (content, second) = try withPrivateMounts {
            try Mount.small(path.string)
            try StateDirectory.open(path).file("generation").write([17])
            try temporary.put("", at: "lib/apus/lock")
            Self.fill(path.appending("ballast").string)
            let state = try StateDirectory.open(path)
            return (try state.file("generation").read(), stateError { try StateDirectory.open(path) })
        }
        #expect(content == [17])
        #expect(second == .held(path, by: nil))
    }

    @Test func `says that there is no room for its lock`() throws {
        try temporary.makeDirectory("lib/apus")
        let fault = try withPrivateMounts {
            try Mount.small(path.string, "nr_inodes=1")
            return stateError { try StateDirectory.open(path) }
        }
        #expect(fault == .unwritable(.file(path.appending("lock"), .open, .noSpace)))
    }

    /// The flags of this process's descriptor for a file.
    private static func flags(ofOpen path: String) -> Int32? {
        for descriptor in 0..<Int32(1024) {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
            guard count > 0, String(decoding: buffer[..<count].map(UInt8.init), as: UTF8.self) == path else { continue }
            return fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0 ? O_CLOEXEC : 0
        }
        return nil
    }

    private static func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let page = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, page, page.count) > 0 {}
    }
}
