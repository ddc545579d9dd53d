import Glibc
import Operations
import TestSupport
import Testing

@Suite("Standard error") struct StandardErrorTests {
    @Test func `is the journal's if it is the stream that systemd named`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var status = stat()
        try #require(fstat(ends[1], &status) == 0)
        let stream = "\(status.st_dev):\(status.st_ino)"
        #expect(LogStyle.fitting(ends[1], journalStream: stream) == .journal)
        #expect(LogStyle.fitting(ends[1], journalStream: "\(status.st_dev):\(status.st_ino + 1)") == .text)
        #expect(LogStyle.fitting(ends[1], journalStream: "") == .text)
        #expect(LogStyle.fitting(ends[1], journalStream: nil) == .text)
        #expect(LogStyle.fitting(-1, journalStream: stream) == .text)
    }

    @Test func `gets a line at once`() throws {
        let directory = try TemporaryDirectory()
        let descriptor = open("\(directory.path)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        StandardError.write(Array("one\n".utf8), to: descriptor)
        #expect(directory.text(of: "log") == "one\n")
        StandardError.write(Array("two\n".utf8), to: descriptor)
        StandardError.write([], to: descriptor)
        #expect(directory.text(of: "log") == "one\ntwo\n")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, O_NONBLOCK])
    func `that is full, closed or has no reader takes no line and no time`(flags: Int32) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        try #require(fcntl(ends[1], F_SETFL, flags) == 0)
        let line = Array(repeating: UInt8(ascii: "x"), count: 1000)
        for _ in 0..<1000 { StandardError.write(line, to: ends[1]) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        // What came is whole lines: a pipe takes up to 4096 bytes or none.
        let count = read(ends[0], &buffer, buffer.count)
        #expect(count > 0)
        #expect(count.isMultiple(of: 1000))
        close(ends[0])
        // As the daemon does.
        signal(SIGPIPE, SIG_IGN)
        StandardError.write(line, to: ends[1])
        close(ends[1])
        StandardError.write(line, to: -1)
    }
}
