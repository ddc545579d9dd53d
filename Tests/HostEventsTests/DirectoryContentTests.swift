import Glibc
import HostEvents
import SystemPackage
import Testing
import TestSupport

@Suite("A watched directory", .timeLimit(.minutes(1)))
struct DirectoryContentTests {
    let tree: WatchedTree
    var files: TemporaryDirectory { tree.temporary }

    init() throws {
        tree = try WatchedTree()
        try tree.temporary.makeDirectory("cdi")
    }

    @Test func `is reported when a file is made, written, renamed, given away or removed`() async throws {
        try files.put("away", at: "elsewhere/away.json")
        let cdi = tree.path("cdi")
        try await tree.watching([tree.directory("cdi")]) { reports in
            try await reports.expect([cdi]) { try files.put("{", at: "cdi/a.json") }
            try await reports.expect([cdi]) { try files.put("{}", at: "cdi/a.json") }
            try await reports.expect([cdi]) { try tree.setMode(of: "cdi/a.json", to: 0o600) }
            try await reports.expect([cdi]) { try tree.rename("cdi/a.json", to: "cdi/b.json") }
            try await reports.expect([cdi]) { try tree.rename("elsewhere/away.json", to: "cdi/b.json") }
            try await reports.expect([cdi]) { try tree.rename("cdi/b.json", to: "elsewhere/gone.json") }
            try await reports.expect([cdi]) { try files.link("cdi/c.json", to: "nowhere") }
            try await reports.expect([cdi]) { try files.makeDirectory("cdi/below") }
            try await reports.expect([cdi]) { files.remove("cdi/below") }
            try await reports.expect([cdi]) { files.remove("cdi/c.json") }
        }
    }

    @Test func `is not reported when files are read, or change elsewhere`() async throws {
        try files.put("{}", at: "cdi/a.json")
        try files.makeDirectory("cdi/below")
        try await tree.watching([tree.directory("cdi")]) { reports in
            try await reports.expect([]) { _ = files.text(of: "cdi/a.json") }
            try await reports.expect([]) { _ = files.names("cdi") }
            try await reports.expect([]) { try files.put("{}", at: "cdi/below/b.json") }
            try await reports.expect([]) { try files.put("{}", at: "beside.json") }
        }
    }

    @Test func `of device nodes is not reported when something is written to one`() async throws {
        try files.put("", at: "dev/null")
        let dev = tree.path("dev")
        try await tree.watching([tree.directory("dev", of: .nodes)]) { reports in
            try await reports.expect([]) { try files.put("x", at: "dev/null") }
            try await reports.expect([dev]) { try tree.setMode(of: "dev/null", to: 0o666) }
            try await reports.expect([dev]) { try files.put("", at: "dev/zero") }
            try await reports.expect([dev]) { files.remove("dev/zero") }
        }
    }

    @Test func `is reported for the names that matter alone`() async throws {
        try files.put("", at: "dev/tty")
        let dev = tree.path("dev")
        try await tree.watching([tree.directory("dev", of: .nodes, names: .prefixed("nvidia"))]) { reports in
            try await reports.expect([dev]) { try files.put("", at: "dev/nvidia0") }
            try await reports.expect([dev]) { try files.put("", at: "dev/nvidia") }
            try await reports.expect([dev]) { try files.makeDirectory("dev/nvidia-caps") }
            // One letter more for people, who see it as one with the letter before.
            try await reports.expect([dev]) { try files.put("", at: "dev/nvidia\u{301}") }
            try await reports.expect([]) { try files.put("", at: "dev/nvidi") }
            try await reports.expect([]) { try files.put("", at: "dev/xnvidia") }
            try await reports.expect([]) { try tree.setMode(of: "dev/tty", to: 0o600) }
            try await reports.expect([dev]) { try tree.rename("dev/tty", to: "dev/nvidiactl") }
            try await reports.expect([dev]) { try tree.rename("dev/nvidiactl", to: "dev/tty") }
        }
    }

    @Test func `is not reported for files that are still being written beside their place`() async throws {
        let cdi = tree.path("cdi")
        try await tree.watching([tree.directory("cdi", names: .suffixed([".json", ".yaml"]))]) { reports in
            try await reports.expect([]) { try files.put("{}", at: "cdi/.gpu.json.abc.tmp") }
            try await reports.expect([cdi]) { try tree.rename("cdi/.gpu.json.abc.tmp", to: "cdi/gpu.json") }
            try await reports.expect([cdi]) { try files.put("{}", at: "cdi/.hidden.yaml") }
            try await reports.expect([]) { try files.put("{}", at: "cdi/json") }
            try await reports.expect([cdi]) { files.remove("cdi/gpu.json") }
            try await reports.expect([cdi]) { files.remove("cdi") }
        }
    }

    @Test func `is not reported for names that are left out`() async throws {
        let cdi = tree.path("cdi")
        let names = WatchedDirectory.Names.suffixed([".json"], butNotPrefixed: "own-claim_")
        try await tree.watching([tree.directory("cdi", names: names)]) { reports in
            try await reports.expect([]) { try files.put("{}", at: "cdi/own-claim_1.json") }
            try await reports.expect([cdi]) { try files.put("{}", at: "cdi/own-claim.json") }
            try await reports.expect([cdi]) { try tree.rename("cdi/own-claim_1.json", to: "cdi/other.json") }
            try await reports.expect([]) { try files.put("", at: "cdi/own-claim_2.yaml") }
        }
    }

    @Test func `may be below another, or the same under other terms`() async throws {
        let (dev, vfio) = (tree.path("dev"), tree.path("dev/vfio"))
        try files.makeDirectory("dev")
        let directories = [
            tree.directory("dev", of: .nodes, names: .prefixed("nvidia")), tree.directory("dev/vfio", of: .nodes),
            tree.directory("dev", of: .files, names: .prefixed("log")),
        ]
        try await tree.watching(directories) { reports in
            try await reports.expect([vfio]) { try files.makeDirectory("dev/vfio") }
            try await reports.expect([vfio]) { try files.put("", at: "dev/vfio/12") }
            try await reports.expect([dev]) { try files.put("", at: "dev/nvidia0") }
            try await reports.expect([]) { try files.put("", at: "dev/nvidia0") }
            try await reports.expect([dev]) { try files.put("", at: "dev/log") }
            try await reports.expect([dev]) { try files.put("", at: "dev/log") }
            try await reports.expect([dev, vfio]) { files.remove("dev") }
        }
    }

    @Test func `with names in no known encoding is watched like others`() async throws {
        let name = tree.path("cdi").string.utf8CString.dropLast() + [0x2f, -1, 0x41, 0]
        let cdi = tree.path("cdi")
        try await tree.watching([tree.directory("cdi")]) { reports in
            try await reports.expect([cdi]) { try #require(mkdir(Array(name), 0o755) == 0) }
        }
    }
}
