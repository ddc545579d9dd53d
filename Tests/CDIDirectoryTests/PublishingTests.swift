import CDI
import CDIDirectory
import Files
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite("A published spec") struct PublishingTests {
    let agent: Agent
    let temporary: TemporaryDirectory

    init() throws {
        agent = try Agent()
        temporary = agent.temporary
    }

    private static let name = "cdi/apus.dev-gpu.json"

    @Test func `is in the file of its kind, which is listed as the agent's own`() throws {
        var publisher = try agent.start()
        let outcome = try publisher.publish(.small())
        #expect(outcome.change == .written)
        #expect(!outcome.isTakenOver)
        #expect(outcome.listFault == nil)
        #expect(temporary.text(of: Self.name) == CDISpec.small().fileText)
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(agent.listed == [Self.name])
        #expect(publisher.file == agent.path(Self.name))
    }

    @Test func `is listed before its file is there`() throws {
        try temporary.put("I am a file", at: "cdi")
        var publisher = try agent.start()
        #expect(throws: SpecPublishingError.self) { try publisher.publish(.small()) }
        #expect(agent.listed == [Self.name])
    }

    @Test func `is not written again when nothing changed, in this run or the next`() throws {
        var publisher = try agent.start()
        _ = try publisher.publish(.small())
        let before = try agent.status(of: [Self.name, "state/cdi-files"])
        #expect(try publisher.publish(.small()).change == .unchanged)
        var next = try agent.start()
        _ = next.tidy()
        let outcome = try next.publish(.small())
        #expect(outcome.change == .unchanged)
        #expect(!outcome.isTakenOver)
        #expect(try agent.status(of: [Self.name, "state/cdi-files"]) == before)
    }

    @Test func `goes with its file when the last device goes, and is listed no longer`() throws {
        var publisher = try agent.start()
        #expect(try publisher.publish(nil).change == .unchanged)
        _ = try publisher.publish(.small())
        #expect(try publisher.publish(nil).change == .removed)
        #expect(try publisher.publish(nil).change == .unchanged)
        #expect(temporary.names("cdi") == [])
        #expect(agent.listed == [])
        #expect(try publisher.publish(.small()).change == .written)
        #expect(agent.listed == [Self.name])
    }

    @Test func `takes over a file that the agent does not know, and says so once`() throws {
        try CDIDirectory(agent.path("cdi")).write(.small())
        var publisher = try agent.start()
        let first = try publisher.publish(.small(devices: 2))
        #expect(first.isTakenOver)
        #expect(first.change == .written)
        #expect(try !publisher.publish(.small(devices: 3)).isTakenOver)
    }

    @Test(arguments: Edit.allCases) func `is repaired when somebody changes its file`(edit: Edit) throws {
        var publisher = try agent.start()
        _ = try publisher.publish(.small())
        try edit.make(Self.name, in: temporary)
        #expect(try publisher.publish(.small()).change == .repaired)
        #expect(temporary.text(of: Self.name) == CDISpec.small().fileText)
        let status = try agent.status(of: [Self.name])
        #expect(status.first?.mode == S_IFREG | 0o644)
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(temporary.text(of: "elsewhere").map { $0 == "somebody's" } != false)
    }

    enum Edit: String, CaseIterable, CustomTestStringConvertible {
        case emptied, edited, editedByALetter, deleted, madeUnreadable, madeALink, madeADanglingLink, madeAPipe,
            lostItsDirectory
        case lostAllDirectories

        var testDescription: String { rawValue }

        func make(_ name: String, in temporary: TemporaryDirectory) throws {
            let path = "\(temporary.path)/\(name)"
            switch self {
            case .emptied: try temporary.put("", at: name)
            case .edited: try temporary.put("{\"cdiVersion\": \"0.3.0\"}", at: name)
            case .editedByALetter: try temporary.put(CDISpec.small().fileText.replacing("gpu0", with: "gpu7"), at: name)
            case .deleted: temporary.remove(name)
            case .madeUnreadable: chmod(path, 0)
            case .madeALink:
                temporary.remove(name)
                try temporary.put("somebody's", at: "elsewhere")
                try temporary.link(name, to: "../elsewhere")
            case .madeADanglingLink:
                temporary.remove(name)
                try temporary.link(name, to: "nowhere")
            case .madeAPipe:
                temporary.remove(name)
                mkfifo(path, 0o644)
            case .lostItsDirectory: temporary.remove("cdi")
            case .lostAllDirectories:
                temporary.remove("cdi")
                temporary.remove("state")
            }
        }
    }

    @Test func `is in a directory that all may read, made with its parents`() throws {
        var publisher = try agent.start(in: "a/b/cdi")
        _ = try publisher.publish(.small())
        let modes = try agent.status(of: ["a", "a/b", "a/b/cdi"]).map(\.mode)
        #expect(modes == [mode_t](repeating: S_IFDIR | 0o755, count: 3))
    }

    @Test func `does not take the place of a directory`() throws {
        try temporary.put("somebody's", at: "\(Self.name)/notes")
        var publisher = try agent.start()
        let error = SpecPublishingError.files(.directoryInPlaceOfFile(agent.path(Self.name)))
        #expect(throws: error) { try publisher.publish(.small()) }
        #expect(throws: error) { try publisher.publish(nil) }
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(temporary.text(of: "\(Self.name)/notes") == "somebody's")
        #expect(
            error.description
                == "The file \(agent.path(Self.name)) is a directory. Remove the directory or name another file.")
        temporary.remove(Self.name)
        #expect(try publisher.publish(.small()).change == .written)
    }

    @Test func `stays as it was on a full disk, and is written when there is room again`() throws {
        try temporary.makeDirectory("cdi")
        var publisher = try agent.start()
        let (error, text, names, change) = try withPrivateMounts {
            try Mount.small("\(temporary.path)/cdi")
            _ = try publisher.publish(.small())
            try temporary.put(String(repeating: "x", count: 56 << 10), at: "cdi/ballast")
            let error = fault { try publisher.publish(.small(devices: 200)) }
            let text = temporary.text(of: Self.name)
            let names = temporary.names("cdi")
            temporary.remove("cdi/ballast")
            return (error, text, names, try publisher.publish(.small(devices: 200)).change)
        }
        #expect(error == .files(.file(agent.path(Self.name), .write, .noSpace)))
        #expect(text == CDISpec.small().fileText)
        #expect(names == ["apus.dev-gpu.json", "ballast"])
        #expect(change == .written)
    }

    @Test func `stays as it was in a read-only directory, and is written when that can be written again`() throws {
        try temporary.makeDirectory("cdi")
        var publisher = try agent.start()
        let (errors, text, names, change) = try withPrivateMounts {
            try Mount.small("\(temporary.path)/cdi")
            _ = try publisher.publish(.small())
            try Mount.setWritable(false, "\(temporary.path)/cdi")
            let errors = [fault { try publisher.publish(.small(devices: 2)) }, fault { try publisher.publish(nil) }]
            // Nothing has to be written for this one.
            _ = try publisher.publish(.small())
            let text = temporary.text(of: Self.name)
            let names = temporary.names("cdi")
            try Mount.setWritable(true, "\(temporary.path)/cdi")
            return (errors, text, names, try publisher.publish(.small(devices: 2)).change)
        }
        #expect(
            errors == [
                .files(.file(agent.path(Self.name), .create, .readOnlyFileSystem)),
                .files(.file(agent.path(Self.name), .remove, .readOnlyFileSystem)),
            ])
        #expect(text == CDISpec.small().fileText)
        #expect(names == ["apus.dev-gpu.json"])
        #expect(change == .written)
        #expect(agent.listed == [Self.name])
    }

    @Test func `is there for containers though the state cannot be written, and listed as soon as it can`() throws {
        try temporary.makeDirectory("state")
        let (outcome, unlisted, later, listed) = try withPrivateMounts {
            try Mount.small("\(temporary.path)/state")
            var publisher = try agent.start()
            try Mount.setWritable(false, "\(temporary.path)/state")
            let outcome = try publisher.publish(.small())
            let unlisted = agent.listed
            try Mount.setWritable(true, "\(temporary.path)/state")
            return (outcome, unlisted, try publisher.publish(.small()), agent.listed)
        }
        #expect(outcome.change == .written)
        let list = agent.path("state/cdi-files")
        #expect(outcome.listFault == .list(.unwritable(.file(list, .create, .readOnlyFileSystem))))
        #expect(
            outcome.listFault?.description
                == "The file \(list) cannot be created: Read-only file system. Make the file system writable or name "
                + "another directory. Until then a CDI file may stay behind when the kind or the directory of the specs "
                + "changes.")
        #expect(temporary.text(of: Self.name) == CDISpec.small().fileText)
        #expect(unlisted == [])
        #expect(later.change == .unchanged)
        #expect(later.listFault == nil)
        #expect(listed == [Self.name])
    }

    @Test func `is listed with its whole path though its directory was named by a part`() throws {
        let working = try #require(getcwd(nil, 0))
        defer { free(working) }
        let up = String(repeating: "../", count: FilePath(String(cString: working)).components.count)
        let relative = FilePath("\(up)\(agent.path("cdi").string.dropFirst())")
        var publisher = try SpecPublisher(
            directory: CDIDirectory(relative), kind: .standard, state: StateDirectory.open(agent.path("state")))
        _ = try publisher.publish(.small())
        let listed = try StateFile(agent.path("state/cdi-files")).read() ?? []
        #expect(String(decoding: listed, as: UTF8.self).hasPrefix(String(cString: working)))
        var next = try agent.start(.other)
        #expect(next.tidy().removed.count == 1)
        #expect(temporary.names("cdi") == [])
    }
}

extension Agent {
    struct Status: Equatable {
        let inode: ino_t
        let mode: mode_t
        let nanoseconds: Int
    }

    /// What tells whether files were touched.
    func status(of names: [String]) throws -> [Status] {
        try names.map { name in
            var status = stat()
            try #require(lstat(path(name).string, &status) == 0, "\(name) is not there")
            return Status(inode: status.st_ino, mode: status.st_mode, nanoseconds: status.st_mtim.tv_nsec)
        }
    }
}
