import AgentLoop
import Glibc
import Operations
import TestSupport
import Testing

@Suite("A service manager") struct ServiceManagerTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let socket: ListeningSocket

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/notify"
        socket = try ListeningSocket(path)
    }

    private func manager(_ more: [String: String] = [:], processID: Int32 = 7) -> ServiceManager {
        let environment = more.merging(["NOTIFY_SOCKET": path]) { given, _ in given }
        return ServiceManager(environment: { environment[$0] }, processID: processID)
    }

    @Test func `is told how the service does`() {
        let manager = manager()
        #expect(manager.isPresent)
        #expect(manager.ready(status: "3 devices are offered"))
        #expect(socket.next() == "READY=1\nSTATUS=3 devices are offered\n")
        #expect(manager.status("2 devices are offered"))
        #expect(socket.next() == "STATUS=2 devices are offered\n")
        #expect(manager.watchdog())
        #expect(socket.next() == "WATCHDOG=1\n")
        #expect(manager.stopping())
        #expect(socket.next() == "STOPPING=1\n")
        #expect(socket.next() == nil)
    }

    @Test func `hears of the events that concern it`() {
        let manager = manager()
        let status = AgentStatus(summary: "Devices: 1 offered.")
        manager.observe(.becameReady(status))
        #expect(socket.next() == "READY=1\nSTATUS=Devices: 1 offered.\n")
        manager.observe(.statusChanged(AgentStatus(summary: "Devices: 0 offered.", unreadiness: "The bus is gone.")))
        #expect(socket.next() == "STATUS=Devices: 0 offered.\n")
        manager.observe(.reloadBegan)
        #expect(socket.next()?.hasPrefix("RELOADING=1\n") == true)
        manager.observe(.reloadEnded(status))
        #expect(socket.next() == "READY=1\nSTATUS=Devices: 1 offered.\n")
        manager.observe(.heartbeat)
        #expect(socket.next() == "WATCHDOG=1\n")
        manager.observe(.stopping(duringWork: false))
        #expect(socket.next() == "STOPPING=1\n")
        manager.observe(.turned(again: .seconds(60)))
        manager.observe(.noticed("pci"))
        #expect(socket.next() == nil)
    }

    @Test func `is told the time of a reload by the clock that it has itself`() throws {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
        }
        let before = now()
        manager().reloading()
        let lines = try #require(socket.next()).split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let time = try #require(lines.last?.split(separator: "MONOTONIC_USEC=").first.flatMap { Int($0) })
        #expect((before...now()).contains(time))
    }

    @Test func `is found in the abstract namespace, too`() throws {
        let name = "@apus-test-\(getpid())-\(directory.path)"
        let socket = try ListeningSocket(name)
        #expect(manager(["NOTIFY_SOCKET": name]).watchdog())
        #expect(socket.next() == "WATCHDOG=1\n")
    }

    @Test(arguments: [
        "", "/", "@", "vsock:2:1234", "notify", "unix:/run/notify", "/\(String(repeating: "x", count: 200))",
    ])
    func `is not there where the environment names no socket of this machine`(name: String) {
        let manager = manager(["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1000000"])
        #expect(!manager.isPresent)
        #expect(manager.watchdogInterval == nil)
        #expect(!manager.ready(status: ""))
        #expect(!ServiceManager(environment: { _ in nil }).isPresent)
    }

    @Test func `that went away is no fault`() {
        let manager = manager()
        directory.remove("notify")
        #expect(!manager.ready(status: ""))
    }

    @Test(.timeLimit(.minutes(1)))
    func `that does not listen is not waited for`() {
        let manager = manager()
        var count = 0
        while manager.watchdog(), count < 100_000 { count += 1 }
        // Its queue is full now.
        #expect((1..<100_000).contains(count))
        #expect(!manager.watchdog())
        #expect(socket.next() == "WATCHDOG=1\n")
        #expect(manager.watchdog())
    }

    @Test func `gets a status of one line that fits into its buffer`() throws {
        let manager = manager()
        manager.status("a\nWATCHDOG=trigger\r\n\u{0}b\u{7f}é")
        #expect(socket.next() == "STATUS=a WATCHDOG=trigger   b é\n")
        manager.ready(status: String(repeating: "é", count: 10_000))
        let message = try #require(socket.next())
        #expect(message.hasSuffix("é…\n"))
        #expect(message.utf8.count < 1100)
    }

    @Test func `says how often it wants to hear from the service`() {
        let watched = manager(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"])
        #expect(watched.watchdogTimeout == .seconds(30))
        #expect(watched.watchdogInterval == .seconds(15))
        #expect(manager(["WATCHDOG_USEC": "3000000"]).watchdogInterval == .milliseconds(1500))
    }

    @Test(arguments: [
        [:], ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "-1"],
        ["WATCHDOG_USEC": "soon"], ["WATCHDOG_USEC": "99999999999999999999"],
    ])
    func `may not watch this process`(environment: [String: String]) {
        #expect(manager(environment).watchdogInterval == nil)
    }
}
