import Glibc
import HostEvents
import SystemPackage
import Testing
import TestSupport

@Suite("The place of a watched directory", .timeLimit(.minutes(1)))
struct DirectoryPlaceTests {
    let tree: WatchedTree
    var files: TemporaryDirectory { tree.temporary }

    init() throws { tree = try WatchedTree() }

    @Test func `may become empty and be taken again`() async throws {
        let cdi = tree.path("cdi")
        try files.put("{}", at: "cdi/a.json")
        try await tree.watching([tree.directory("cdi")]) { reports in
            for _ in 0..<3 {
                try await reports.expect([cdi]) { files.remove("cdi") }
                try await reports.expect([cdi]) { try files.put("{}", at: "cdi/a.json") }
                try await reports.expect([cdi]) { files.remove("cdi/a.json") }
            }
        }
    }

    @Test func `may come into being step by step`() async throws {
        let cdi = tree.path("a/b/cdi")
        try await tree.watching([tree.directory("a/b/cdi")]) { reports in
            try await reports.expect([]) { try files.makeDirectory("a") }
            try await reports.expect([]) { try files.put("", at: "a/unrelated") }
            try await reports.expect([]) { try files.makeDirectory("a/b") }
            try await reports.expect([cdi]) { try files.makeDirectory("a/b/cdi") }
            try await reports.expect([cdi]) { try files.put("{}", at: "a/b/cdi/a.json") }
            try await reports.expect([cdi]) { files.remove("a") }
            // All at once, faster than anybody can look.
            try await reports.expect([cdi]) { try files.put("{}", at: "a/b/cdi/a.json") }
            try await reports.expect([cdi]) { files.remove("a/b/cdi/a.json") }
        }
    }

    @Test func `moves with the directories above it`() async throws {
        let cdi = tree.path("a/b/cdi")
        try files.put("{}", at: "a/b/cdi/a.json")
        try files.put("{}", at: "other/b/cdi/b.json")
        try await tree.watching([tree.directory("a/b/cdi")]) { reports in
            try await reports.expect([cdi]) { try tree.rename("a", to: "away") }
            try await reports.expect([]) { try files.put("{}", at: "away/b/cdi/c.json") }
            try await reports.expect([cdi]) { try tree.rename("other", to: "a") }
            try await reports.expect([cdi]) { try files.put("{}", at: "a/b/cdi/c.json") }
            try await reports.expect([cdi]) { try tree.rename("a/b", to: "a/c") }
            try await reports.expect([cdi]) { try tree.rename("a/c", to: "a/b") }
            try await reports.expect([cdi]) { try files.put("{}", at: "a/b/cdi/d.json") }
            try await reports.expect([]) { try files.put("{}", at: "a/unrelated") }
        }
    }

    @Test func `is told of when it was empty for a moment, for others may have looked then`() async throws {
        let cdi = tree.path("a/cdi")
        try files.put("{}", at: "a/cdi/a.json")
        try await tree.watching([tree.directory("a/cdi")]) { reports in
            let changed = try await reports.changed {
                try tree.rename("a", to: "away")
                try tree.rename("away", to: "a")
            }
            #expect(changed == [cdi])
        }
    }

    @Test(arguments: ["relative", "absolute"])
    func `may be reached through a link, as /var/run is one to /run`(kind: String) async throws {
        let cdi = tree.path("var/run/cdi")
        try files.makeDirectory("run")
        try files.link("var/run", to: kind == "relative" ? "../run" : tree.path("run").string)
        try await tree.watching([tree.directory("var/run/cdi")]) { reports in
            try await reports.expect([cdi]) { try files.makeDirectory("run/cdi") }
            try await reports.expect([cdi]) { try files.put("{}", at: "run/cdi/a.json") }
            try await reports.expect([cdi]) { try tree.rename("run", to: "old") }
            try await reports.expect([]) { try files.makeDirectory("run") }
            try await reports.expect([cdi]) { try files.put("{}", at: "run/cdi/a.json") }
        }
    }

    @Test func `follows a link that is pointed elsewhere, or that takes a directory's place`() async throws {
        let cdi = tree.path("cdi")
        for name in ["one", "two", "three"] { try files.put("{}", at: "\(name)/a.json") }
        try files.link("cdi", to: "one")
        try await tree.watching([tree.directory("cdi")]) { reports in
            try await reports.expect([cdi]) { try files.put("{ }", at: "one/a.json") }
            let pointed = try await reports.changed {
                try files.link("next", to: "two")
                try tree.rename("next", to: "cdi")
            }
            #expect(pointed == [cdi])
            try await reports.expect([]) { try files.put("{ }", at: "one/a.json") }
            try await reports.expect([cdi]) { try files.put("{ }", at: "two/a.json") }
            try await reports.expect([cdi]) { files.remove("cdi") }
            try await reports.expect([cdi]) { try files.put("{ }", at: "cdi/a.json") }
            let replaced = try await reports.changed {
                try tree.rename("cdi", to: "was")
                try files.link("cdi", to: "three/.././three")
            }
            #expect(replaced == [cdi])
            try await reports.expect([]) { try files.put("{ }", at: "was/a.json") }
            try await reports.expect([cdi]) { try files.put("{ }", at: "three/a.json") }
        }
    }

    @Test func `may be a link that leads nowhere yet`() async throws {
        let cdi = tree.path("cdi")
        try files.link("cdi", to: "later/cdi")
        try await tree.watching([tree.directory("cdi")]) { reports in
            try await reports.expect([]) { try files.makeDirectory("later") }
            try await reports.expect([cdi]) { try files.makeDirectory("later/cdi") }
        }
    }

    @Test func `may be taken by a file`() async throws {
        let cdi = tree.path("a/cdi")
        try files.put("I am a file", at: "a/cdi")
        try await tree.watching([tree.directory("a/cdi")]) { reports in
            try await reports.expect([]) { try files.put("still", at: "a/cdi") }
            try await reports.expect([]) { files.remove("a/cdi") }
            try await reports.expect([cdi]) { try files.makeDirectory("a/cdi") }
            try await reports.expect([cdi]) { files.remove("a") }
            try await reports.expect([]) { try files.put("I am a file", at: "a") }
            files.remove("a")
            try await reports.expect([cdi]) { try files.makeDirectory("a/cdi") }
            #expect(reports.unwatched == [:])
        }
    }

    @Test func `may be out of reach, which is told, and keeps nothing from others`() async throws {
        let (loop, long) = (tree.path("loop/cdi"), tree.path(String(repeating: "long", count: 64)))
        let cdi = tree.path("cdi")
        try files.link("loop", to: "pool")
        try files.link("pool", to: "loop")
        try files.makeDirectory("cdi")
        let directories = [loop, long, cdi].map { WatchedDirectory($0, of: .files) }
        try await tree.watching(directories) { reports in
            #expect(reports.unwatched == [loop: .tooManySymbolicLinkLevels, long: .fileNameTooLong])
            try await reports.expect([cdi]) { try files.put("{}", at: "cdi/a.json") }
            try await reports.expect([loop]) { files.remove("pool") }
            try await reports.expect([loop]) { try files.makeDirectory("pool/cdi") }
            try await reports.expect([loop]) { try files.put("{}", at: "pool/cdi/a.json") }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "Nothing is forbidden to root."))
    func `may be forbidden, and is found again when that ends`() async throws {
        let cdi = tree.path("a/cdi")
        try files.put("{}", at: "a/cdi/a.json")
        try tree.setMode(of: "a", to: 0)
        try await tree.watching([tree.directory("a/cdi")]) { reports in
            #expect(reports.unwatched == [cdi: .permissionDenied])
            try await reports.expect([cdi]) { try tree.setMode(of: "a", to: 0o755) }
            try await reports.expect([cdi]) { try files.put("{ }", at: "a/cdi/a.json") }
            try await reports.expect([cdi]) { try tree.setMode(of: "a/cdi", to: 0o300) }
            try await reports.expect([]) { try files.put("{ }", at: "a/cdi/b.json") }
            try await reports.expect([cdi]) { try tree.setMode(of: "a/cdi", to: 0o755) }
            try await reports.expect([cdi]) { try files.put("{ }", at: "a/cdi/c.json") }
        }
    }

    @Test func `may be the root of all, or have a name of more than one kind`() async throws {
        let odd = tree.path("a/../b/./cdi/")
        try files.makeDirectory("a")
        try await tree.watching([WatchedDirectory("/", of: .nodes), WatchedDirectory(odd, of: .files)]) { reports in
            #expect(reports.unwatched == [:])
            let made = try await reports.changed { try files.makeDirectory("b/cdi") }
            #expect(made.contains(odd))
            let filled = try await reports.changed { try files.put("{}", at: "b/cdi/a.json") }
            #expect(filled.contains(odd))
        }
    }
}
