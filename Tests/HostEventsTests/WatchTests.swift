import Glibc
import HostEvents
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite("A watch", .timeLimit(.minutes(1)))
struct WatchTests {
    let tree: WatchedTree
    var files: TemporaryDirectory { tree.temporary }

    init() throws { tree = try WatchedTree() }

    @Test func `ends when it is cancelled, and can be run again`() async throws {
        try files.makeDirectory("cdi")
        for round in 0..<2 {
            try await tree.watching([tree.directory("cdi")]) { reports in
                try await reports.expect([tree.path("cdi")]) { try files.put("", at: "cdi/\(round)") }
            }
            files.remove("marker")
            try files.makeDirectory("marker")
        }
    }

    @Test func `of nothing runs until it is cancelled`() async throws {
        let (started, continuation) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await DirectoryWatch([]).run {
                    continuation.finish()
                } unwatched: { _, _ in
                } report: { _ in
                }
            }
            for await _ in started {}
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `says that it lost events, and goes on`() async throws {
        let limit = try #require(Self.most(), "The kernel does not say how many events it keeps.")
        guard limit < 100_000 else { try Test.cancel("The kernel keeps \(limit) events: it would take too long.") }
        try files.makeDirectory("cdi")
        // The first report is held up until more events have come than are kept.
        let gate = try FileDescriptor.pipe()
        defer {
            try? gate.readEnd.close()
            try? gate.writeEnd.close()
        }
        let isFirst = Atomic(true)
        try await tree.watching([tree.directory("cdi")]) {
            guard isFirst.exchange(false, ordering: .relaxed) else { return }
            var byte: UInt8 = 0
            read(gate.readEnd.rawValue, &byte, 1)
        } _: { reports in
            let path = tree.path("cdi/d").string
            // Two events each, of which one buffer full may be read already.
            for _ in 0..<limit {
                mkdir(path, 0o755)
                rmdir(path)
            }
            files.remove("cdi")
            try files.makeDirectory("cdi")
            try gate.writeEnd.writeAll([0])
            while try await reports.next() != .change(.overrun) {}
            try await reports.expect([tree.path("cdi")]) { try files.put("{}", at: "cdi/a.json") }
        }
    }

    @Test func `leaves no descriptor open`() async throws {
        // Most of the other tests here have one open at the same time.
        let before = OpenDescriptors.count(of: "anon_inode:inotify")
        for _ in 0..<200 { try await tree.watching([tree.directory("a/b/cdi")]) { _ in } }
        #expect(OpenDescriptors.count(of: "anon_inode:inotify") < before + 100)
    }

    /// Whatever happens to a tree: when a directory looks otherwise than before, that is reported.
    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `misses nothing`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let paths = ["a/b/c", "b", "c/a"]
        try await tree.watching(paths.map { tree.directory($0) }) { reports in
            var deeds: [String] = []
            for _ in 0..<60 {
                let before = paths.map(appearance)
                let changed = try await reports.changed {
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        deeds.append(RandomDeed.random(in: tree, using: &random))
                    }
                }
                for (path, old) in zip(paths, before) where appearance(path) != old {
                    #expect(changed.contains(tree.path(path)), "\(path) after \(deeds.suffix(8)), seed \(seed)")
                }
            }
            #expect(reports.unwatched.values.allSatisfy { $0 == .tooManySymbolicLinkLevels })
        }
    }

    @Test(arguments: [
        (DirectoryWatchError.thread(.resourceTemporarilyUnavailable), "Resource temporarily unavailable"),
        (.inotify(.tooManyOpenFiles), "fs.inotify.max_user_instances"),
        (.inotify(.noMemory), "Cannot allocate memory"),
        (.waiting(.ioError), "Input/output error"),
    ])
    func `tells people what failed and why`(error: DirectoryWatchError, part: String) {
        #expect(error.description.contains(part))
        #expect(error.description.hasSuffix("."))
    }

    /// A directory as one sees it: which it is, and its entries with their text; nil where there is none.
    private func appearance(_ name: String) -> [String]? {
        var status = stat()
        guard stat(tree.path(name).string, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return ["\(status.st_ino)"] + files.names(name).map { "\($0): \(files.text(of: "\(name)/\($0)") ?? "")" }
    }

    private static func most() -> Int? {
        guard let file = fopen("/proc/sys/fs/inotify/max_queued_events", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, 32, file) != nil else { return nil }
        return Int(String(decoding: line.prefix { $0 >= 0x30 }.map { UInt8($0) }, as: UTF8.self))
    }
}
