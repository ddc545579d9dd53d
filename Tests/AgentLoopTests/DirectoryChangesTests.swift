import CDI
import TestSupport
import SystemPackage
import Testing

@testable import AgentLoop

@Suite("What happens to CDI files", .timeLimit(.minutes(1))) struct DirectoryChangesTests {
    private struct Silence: AgentObserver {
        func observe(_ event: AgentEvent) {}
    }

    private let directory: TemporaryDirectory
    private let inbox = Inbox()

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("cdi")
        try directory.makeDirectory("dev")
    }

    /// What the loop is told of a change, by when it is told of a device's node that is made after it.
    private func notices(of change: () throws -> Void) async throws -> Notices {
        let source = DirectoryChanges(
            specs: [FilePath("\(directory.path)/cdi")], besides: try CDIKind("gpu.apus.dev/claim"),
            devices: DirectoryChanges.nodes(below: FilePath("\(directory.path)/dev")), observer: Silence())
        return try await withThrowingTaskGroup { group in
            group.addTask { [inbox] in try await source.run(inbox) }
            defer { group.cancelAll() }
            await inbox.wait(until: nil, TestClock())
            _ = inbox.take()
            try change()
            try directory.put("", at: "dev/nvidia0")
            var all = Notices()
            while all.changes.isEmpty {
                await inbox.wait(until: nil, TestClock())
                let notices = inbox.take()
                all.changes.merge(notices.changes, uniquingKeysWith: +)
                all.specDirectoryChanged = all.specDirectoryChanged || notices.specDirectoryChanged
            }
            return all
        }
    }

    @Test(arguments: ["apus.dev-gpu.json", "gpu.apus.dev-claim.json", "nic.example.com-claim_1f0c.json"])
    func `is told to the loop`(name: String) async throws {
        #expect(try await notices { try directory.put("{}", at: "cdi/\(name)") }.specDirectoryChanged)
    }

    @Test func `is not, where it is what the agent does for a claim itself`() async throws {
        let name = "cdi/gpu.apus.dev-claim_1f0c.json"
        let notices = try await notices {
            try directory.put("{}", at: name)
            directory.remove(name)
        }
        #expect(!notices.specDirectoryChanged)
    }
}
