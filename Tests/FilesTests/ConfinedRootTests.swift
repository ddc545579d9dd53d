import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A stranger's directory", .serialized, .timeLimit(.minutes(1))) struct ConfinedRootTests {
    static let resolutions: [ConfinedRoot.Resolution] = [.byKernel, .byComponents]

    let temporary: TemporaryDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        try temporary.put("outside", at: "secret")
        try temporary.put("inside", at: "root/secret")
        try temporary.put("8086", at: "root/sys/devices/pci0000:00/0000:00:02.0/vendor")
        try temporary.link("root/sys/bus/0000:00:02.0", to: "../devices/pci0000:00/0000:00:02.0")
    }

    private func root(_ resolution: ConfinedRoot.Resolution) throws -> ConfinedRoot {
        try ConfinedRoot(temporary.filePath.appending("root"), resolution: resolution)
    }

    private func text(_ path: String, _ root: ConfinedRoot) -> Result<String, Errno> {
        Result { () throws(Errno) in String(decoding: try root.file(path).content(), as: UTF8.self) }
    }

    @Test(arguments: resolutions)
    func `is read through its own links`(resolution: ConfinedRoot.Resolution) throws {
        let root = try root(resolution)
        try temporary.link("root/absolute", to: "/sys/bus/0000:00:02.0/vendor")
        for path in ["sys/bus/0000:00:02.0/vendor", "/sys/bus/0000:00:02.0/vendor", "absolute"] {
            #expect(text(path, root) == .success("8086"))
        }
        #expect(try root.link("sys/bus/0000:00:02.0") == "../devices/pci0000:00/0000:00:02.0")
        #expect(try root.link("/absolute") == "/sys/bus/0000:00:02.0/vendor")
        #expect(try root.status(of: "sys/bus/0000:00:02.0").type == .directory)
        #expect(try root.directory("sys/bus/0000:00:02.0").names().sorted() == ["vendor"])
    }

    @Test(arguments: resolutions, ["../secret", "/secret", "../../../../../../../secret"])
    func `ends where the root of a machine ends`(resolution: ConfinedRoot.Resolution, target: String) throws {
        try temporary.link("root/link", to: target)
        #expect(text("link", try root(resolution)) == .success("inside"))
        #expect(text("sys/../../secret", try root(resolution)) == .success("inside"))
    }

    @Test(arguments: resolutions)
    func `does not show files of this machine`(resolution: ConfinedRoot.Resolution) throws {
        let root = try root(resolution)
        try temporary.link("root/link", to: "\(temporary.path)/secret")
        try temporary.link("root/configuration", to: "/etc")
        try temporary.link("root/self", to: "/proc/self/root")
        for path in ["link", "configuration/passwd", "self/etc/passwd"] {
            #expect(text(path, root) == .failure(.noSuchFileOrDirectory))
            #expect(throws: Errno.noSuchFileOrDirectory) { try root.status(of: path) }
        }
        #expect(throws: Errno.noSuchFileOrDirectory) { _ = try root.directory("configuration") }
        #expect(throws: Errno.noSuchFileOrDirectory) { try root.link("self/proc/self/exe") }
    }

    @Test(arguments: resolutions)
    func `has no links below a device`(resolution: ConfinedRoot.Resolution) throws {
        let root = try root(resolution)
        let device = "root/sys/devices/pci0000:00/0000:00:02.0"
        try temporary.link("\(device)/serial_number", to: "\(temporary.path)/secret")
        try temporary.link("\(device)/unique_id", to: "vendor")
        try temporary.link("\(device)/nvidia", to: temporary.path)
        let directory = try root.directory("sys/bus/0000:00:02.0")
        #expect(try root.file("vendor", in: directory).content() == Array("8086".utf8))
        for path in ["serial_number", "unique_id", "nvidia/secret", "../../../../secret"] {
            // The descriptor cannot be copied, which an expectation would do.
            let file = Result { () throws(Errno) in try root.file(path, in: directory).content() }
            let status = Result { () throws(Errno) in try root.status(of: path, in: directory).size }
            #expect((try? file.get()) == nil && (try? status.get()) == nil, "\(path)")
        }
    }

    @Test(arguments: resolutions)
    func `is read as far as it holds regular files`(resolution: ConfinedRoot.Resolution) throws {
        let root = try root(resolution)
        mkfifo("\(temporary.path)/root/pipe", 0o600)
        try temporary.link("root/link", to: "pipe")
        for path in ["pipe", "link", "sys"] { #expect(text(path, root) == .failure(.notSupported)) }
    }

    @Test(arguments: resolutions)
    func `may hold links that lead round in circles`(resolution: ConfinedRoot.Resolution) throws {
        try temporary.link("root/one", to: "two")
        try temporary.link("root/two", to: "one")
        #expect(text("one", try root(resolution)) == .failure(.tooManySymbolicLinkLevels))
    }
}
