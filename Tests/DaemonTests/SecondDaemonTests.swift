import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A second daemon", .timeLimit(.minutes(1)))
    struct SecondDaemonTests {
        @Test func `on the same state directory does not start, and says who is there`() throws {
            let directory = try DaemonDirectory()
            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            let first = try Daemon(in: directory, host: host)
            try first.log.wait(for: "ready")
            let second = try Daemon(in: directory, host: host)
            #expect(second.wait() == 1)
            #expect(second.log.count(nil, saying: "is held by apusd (pid \(first.id))") == 1, "\(second.log.lines)")
            let once = try Daemon(in: directory, host: host, arguments: ["--once"])
            #expect(once.wait() == 1)
            #expect(first.stop() == 0)
            let third = try Daemon(in: directory, host: host)
            try third.log.wait(for: "ready")
            #expect(third.stop() == 0)
        }
    }
}
