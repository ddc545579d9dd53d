import AgentLoop
import Glibc
import Hardware
import Logging
import Operations
import TestSupport
import Testing

@Suite("The journal") struct JournalTests {
    private let journal: FakeJournal

    init() throws { journal = try FakeJournal() }

    @Test func `gets the facts of an event as fields`() throws {
        let log = LinesOfALog(.journal, journal: journal.socket)
        AgentLog(log.logger()).observe(.sinkFailing("fleet", "no route to host"))
        #expect(
            journal.entries() == [
                """
                MESSAGE=The sink fleet does not take the slices and is tried again: no route to host
                PRIORITY=4
                SYSLOG_IDENTIFIER=apusd
                APUS_EVENT=sinkFailing
                APUS_REASON=no route to host
                APUS_SINK=fleet

                """
            ])
        #expect(log.lines.isEmpty)
    }

    @Test func `gets the device and its address with what happens to it`() throws {
        let log = LinesOfALog(.journal, journal: journal.socket)
        let change = try #require(DeviceChange.all(from: Inventory(), to: try .mixed()).last)
        AgentLog(log.logger()).observe(.deviceChanged(change))
        let entry = try #require(journal.entries().first)
        for field in [
            "PRIORITY=6", "APUS_EVENT=device", "APUS_DEVICE=0000-19-00-0-0x25b6", "APUS_ADDRESS=0000:19:00.0",
            "APUS_CHANGE=appeared", "APUS_STATE=pending", "APUS_REASON=its node is missing",
        ] {
            #expect(entry.split(separator: "\n").contains(Substring(field)), "\(field) in \(entry)")
        }
    }

    /// A value with a line of its own could pass for another field, such as the user that wrote the entry.
    @Test func `gets no field that a value made up`() throws {
        let log = LinesOfALog(.journal, journal: journal.socket)
        log.logger().error("a\n_UID=0", metadata: ["event": "x", "réason\nB": "b\n_UID=0\n"])
        let entry = try #require(journal.entries().first)
        let names = entry.split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(names == ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "APUS_EVENT", "APUS_R_ASON_B"])
    }

    @Test func `is passed over in another style`() {
        let log = LinesOfALog(.text, journal: journal.socket)
        log.logger().info("one")
        log.dial.turn(level: .info, style: .journal)
        log.logger().info("two")
        #expect(log.lines.count == 1)
        #expect(journal.entries().count == 1)
    }

    @Test func `that does not take an entry loses no line`() throws {
        let lost = try #require(JournalSocket("/nonexistent/socket"))
        let log = LinesOfALog(.journal, journal: lost)
        log.logger().info("one")
        journal.fill()
        let full = LinesOfALog(.journal, journal: journal.socket)
        full.logger().info("two")
        #expect(log.lines == ["<6>one\n"])
        #expect(full.lines == ["<6>two\n"])
    }
}

/// A socket of datagrams, as the journal has one.
private final class FakeJournal {
    private let directory: TemporaryDirectory
    private let descriptor: Int32
    let socket: JournalSocket

    init() throws {
        directory = try TemporaryDirectory()
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = "\(directory.path)/socket"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        socket = try #require(JournalSocket(path))
    }

    deinit { close(descriptor) }

    /// All that has come; a datagram each.
    func entries() -> [String] {
        var entries: [String] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return entries }
            entries.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }

    /// Until no more is taken.
    func fill() {
        let log = LinesOfALog(.journal, journal: socket)
        while log.lines.isEmpty { log.logger().info("more") }
    }
}
