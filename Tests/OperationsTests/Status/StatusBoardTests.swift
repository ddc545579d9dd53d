import AgentLoop
import Delivery
import Documents
import Operations
import StatusFile
import SystemPackage
import TestSupport
import Testing

@Suite("The agent's status") struct StatusBoardTests {
    private let board = StatusBoard.fixed()

    @Test func `tells what has happened to the agent`() throws {
        try board.liveThroughADay()
        expectGolden(board.status.json.jsonText, "status/status.json")
    }

    @Test func `is read as it was written`() throws {
        try board.liveThroughADay()
        let text = board.status.json.jsonText
        #expect(NodeStatus(json: try JSONValue.reading(json: Array(text.utf8))) == board.status)
        #expect(NodeStatus(json: ["apiVersion": "apus.dev/v2", "kind": "Status"]) == nil)
    }

    @Test func `is not ready at first, and says why`() {
        #expect(board.status.unreadiness == "The first survey and its CDI files are not done yet.")
    }

    @Test func `keeps a sink's failure until an attempt succeeds`() {
        var status = SinkStatus()
        status.state = .waiting(because: "It is down.")
        board.observe(.sinkChanged("a", status))
        board.observe(.sinkFailing("a", "It is down."))
        status.state = .publishing
        board.observe(.sinkChanged("a", status))
        #expect(board.status.sinks.map(\.state) == ["waiting"])
        #expect(board.status.sinks.map(\.reason) == ["It is down."])
        status.state = .idle
        board.observe(.sinkChanged("a", status))
        #expect(board.status.sinks.map(\.state) == ["idle"])
        #expect(board.status.sinks.map(\.reason) == [nil])
        board.observe(.sinkGone("a"))
        #expect(board.status.sinks.isEmpty)
    }

    @Test func `forgets what is over`() {
        board.observe(.specWritten("/run/cdi/a.json", devices: 1))
        board.observe(.problemBegan(.specs, "The disk is full."))
        board.observe(.kubeletUnserved("The socket is taken.", retryAfter: .seconds(1)))
        board.observe(.specWithdrawn("/run/cdi/a.json"))
        board.observe(.problemEnded(.specs))
        board.observe(.kubeletLeft)
        let status = board.status
        #expect(status.cdiFiles.isEmpty && status.problems.isEmpty && status.kubelet == nil)
    }

    @Test(arguments: ["2025-06-01T12:00:00.123Z", "1999-12-31T23:59:59.000Z"])
    func `has times that are read back`(text: String) { #expect(Timestamp(text)?.description == text) }

    @Test(arguments: [
        "", "2025-06-01", "2025-13-01T12:00:00.123Z", "2025-06-01 12:00:00.123Z", "2025-06-01T12:00:00.1Z",
    ])
    func `has no times that are written otherwise`(text: String) { #expect(Timestamp(text) == nil) }
}
