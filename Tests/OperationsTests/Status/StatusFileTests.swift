import AgentLoop
import Documents
import Hardware
import Logging
import Operations
import ServiceLifecycle
import StatusFile
import SystemPackage
import TestSupport
import Testing

@Suite("The status file", .timeLimit(.minutes(1))) struct StatusFileTests {
    private let board = StatusBoard.fixed()
    private let clock = TestClock()
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private var content: NodeStatus? {
        get throws {
            let text = try #require(files.text(of: "status.json"))
            return NodeStatus(json: try JSONValue.reading(json: Array(text.utf8)))
        }
    }

    @Test func `is written when something has changed, and not at rest`() async throws {
        let written = Feed<Void>()
        let service = StatusFileService(
            board, in: FilePath(files.path), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock, onWritten: { written.put(()) })
        let services = ServiceGroup(
            services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            let inventory = try Inventory.mixed()
            board.observe(.surveyed(inventory, .milliseconds(4)))
            try await settle()
            _ = await written.next()
            #expect(try content == board.status)
            #expect(try content?.devices.count == 4)
            let first = try Stat(FilePath("\(files.path)/status.json"))
            // A resync that finds nothing new.
            board.observe(.surveyed(inventory, .milliseconds(4)))
            try await settle()
            board.observe(.heartbeat)
            #expect(try Stat(FilePath("\(files.path)/status.json")) == first)
            board.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
            try await settle()
            _ = await written.next()
            #expect(try content?.unreadiness == nil)
            #expect(
                try Stat(FilePath("\(files.path)/status.json")).permissions == [
                    .ownerReadWrite, .groupRead, .otherRead,
                ])
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// Waits until the service waits for the end of a burst, and ends the burst.
    private func settle() async throws {
        _ = await clock.sleeps.next()
        clock.advance(by: .seconds(1))
    }
}
