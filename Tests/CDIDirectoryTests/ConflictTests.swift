import CDI
import CDIDirectory
import Glibc
import SystemPackage
import Testing
import TestSupport

/// Runtimes read `etc`, `cdi` and `late`, the last with the highest priority.
@Suite("A conflict") struct ConflictTests {
    let agent: Agent

    init() throws { agent = try Agent() }

    private func put(_ spec: CDISpec, at name: String) throws { try agent.temporary.put(spec.fileText, at: name) }

    private func conflicts(with spec: CDISpec = .small(devices: 2), in directory: String = "cdi") throws -> [String] {
        var publisher = try agent.start(in: directory)
        _ = try publisher.publish(spec)
        return publisher.conflicts(with: spec).map { conflict in
            let file = conflict.file.dropFirst(agent.temporary.path.utf8.count + 1)
            return "\(file) \(conflict.effect) \(conflict.names.map(\.device).joined(separator: " "))"
        }
    }

    @Test func `is not with the agent's own file, other kinds, other names or files that are no specs`() throws {
        try put(.small(.other, devices: 2), at: "cdi/other.json")
        try agent.temporary.put("{", at: "late/broken.json")
        try put(.small(), at: "late/notes.txt")
        #expect(try conflicts() == [])
    }

    @Test func `is with a file in the same directory: runtimes refuse the name`() throws {
        try put(.small(), at: "cdi/foreign.json")
        try put(.small(), at: "cdi/foreign.yaml")
        #expect(try conflicts() == ["cdi/foreign.json refused gpu0", "cdi/foreign.yaml refused gpu0"])
    }

    @Test func `is with a file in a directory of higher priority: runtimes prefer it`() throws {
        try put(.small(devices: 3), at: "late/apus.dev-gpu.json")
        #expect(
            try conflicts() == ["late/apus.dev-gpu.json shadowed gpu0 gpu1", "late/apus.dev-gpu.json stale gpu2"])
    }

    @Test func `is not with a file in a directory of lower priority`() throws {
        try put(.small(), at: "etc/apus.dev-gpu.json")
        #expect(try conflicts() == [])
    }

    @Test(arguments: ["etc", "cdi", "late"])
    func `is with a file of the kind that names what the machine no longer has`(directory: String) throws {
        let old = CDISpec(
            kind: .standard,
            devices: [.init(name: "gpu9", edits: ContainerEdits(deviceNodes: [.init(path: "/dev/null")]))])
        try put(old, at: "\(directory)/old.json")
        #expect(try conflicts() == ["\(directory)/old.json stale gpu9"])
    }

    @Test func `is with all that a file of the kind names where the machine offers nothing`() throws {
        try put(.small(devices: 2), at: "etc/apus.dev-gpu.json")
        try put(.small(.other), at: "etc/other.json")
        var publisher = try agent.start()
        _ = try publisher.publish(nil)
        #expect(publisher.conflicts(with: nil).map(\.effect) == [.stale])
        #expect(publisher.conflicts(with: nil).first?.names.map(\.device) == ["gpu0", "gpu1"])
    }

    @Test func `is with a file whose name is not text`() throws {
        try temporaryFile(named: [0x2f, 0xff, 0xfe], text: CDISpec.small().fileText)
        #expect(try conflicts() == ["cdi/\u{fffd}\u{fffd}.json refused gpu0"])
    }

    private func temporaryFile(named bytes: [UInt8], text: String) throws {
        try agent.temporary.makeDirectory("cdi")
        let path = Array("\(agent.temporary.path)/cdi".utf8) + bytes + Array(".json\0".utf8)
        let file = try #require(fopen(path.map { CChar(bitPattern: $0) }, "w"))
        fputs(text, file)
        fclose(file)
    }

    @Test(arguments: [
        "cdiVersion: 0.5.0\nKind: apus.dev/gpu\ndevices: [{name: gpu0, containerEdits: {env: [A=b]}}]",
        "cdiVersion: 0.5.0\nkind: &a apus.dev/gpu\ndevices: [{name: gpu0, containerEdits: {env: [A=b]}}]",
        "\u{feff}cdiVersion: 0.5.0\nkind: apus.dev/gpu\ndevices: [{name: gpu0, containerEdits: {env: [A=b]}}]",
        "cdiVersion: 0.5.0\nkind: apus.dev/gpu\ndevices: [{name: gpu0, containerEdits: {env: [A=b]}}]\n---\n",
    ])
    func `is with a file that is against the rules, yet read by runtimes`(text: String) throws {
        try agent.temporary.put(text, at: "cdi/foreign.yaml")
        #expect(try conflicts() == ["cdi/foreign.yaml refused gpu0"])
    }

    @Test func `is with files that conflict with each other, wherever they are`() throws {
        for directory in ["etc", "late"] {
            try put(.small(devices: 2), at: "\(directory)/a.json")
            try put(.small(), at: "\(directory)/b.json")
        }
        #expect(
            try conflicts() == [
                "etc/a.json refused gpu0", "etc/b.json refused gpu0", "late/a.json refused gpu0",
                "late/a.json shadowed gpu1", "late/b.json refused gpu0",
            ])
    }

    @Test func `is found though the directory is spelled otherwise`() throws {
        try put(.small(), at: "cdi/foreign.json")
        try put(.small(), at: "late/foreign.json")
        try agent.temporary.link("var", to: ".")
        #expect(
            try conflicts(in: "var/cdi") == ["cdi/foreign.json refused gpu0", "late/foreign.json shadowed gpu0"])
    }

    @Test func `in a directory that runtimes read only by choice is with that directory's files alone`() throws {
        try put(.small(), at: "late/foreign.json")
        try put(.small(), at: "own/foreign.json")
        #expect(try conflicts(in: "own") == ["own/foreign.json refused gpu0"])
    }

    @Test func `may be with a file that is too large to be looked into`() throws {
        try agent.temporary.put("", at: "late/huge.yaml")
        #expect(truncate(agent.path("late/huge.yaml").string, 3 << 30) == 0)
        #expect(try conflicts() == ["late/huge.yaml unread "])
        #expect(
            SpecConflict(file: "/etc/cdi/a.json", names: [], effect: .unread).description
                == "The file /etc/cdi/a.json has more than 32 MiB and is not read, so whether it defines devices of this "
                + "machine is unknown. Remove that file.")
    }

    @Test func `is a sentence that says what to do`() {
        let names = CDISpec.small(devices: 5).names
        #expect(
            SpecConflict(file: "/etc/cdi/a.json", names: Array(names.prefix(1)), effect: .refused).description
                == "The file /etc/cdi/a.json also defines apus.dev/gpu=gpu0, so that container runtimes inject neither. "
                + "Remove that file or set cdi.kind to another kind.")
        #expect(
            SpecConflict(file: "/late/a.json", names: names, effect: .shadowed).description
                == "The file /late/a.json also defines apus.dev/gpu=gpu0, apus.dev/gpu=gpu1, apus.dev/gpu=gpu2 and 2 "
                + "more, and container runtimes prefer it. Remove that file or set cdi.kind to another kind.")
        #expect(
            SpecConflict(file: "/etc/cdi/a.json", names: Array(names.prefix(1)), effect: .stale).description
                == "The file /etc/cdi/a.json defines apus.dev/gpu=gpu0, which this machine's spec of that kind does not "
                + "have, and container runtimes inject them as they were. Remove that file or set cdi.kind to another kind."
        )
    }
}
