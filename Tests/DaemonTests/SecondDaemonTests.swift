import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A second daemon", .timeLimit(.minutes(1)))
    struct SecondDaemonTests {
        @Test func `on the same state directory does not start, and says who is there`() async throws {
            let directory = try DaemonDirectory()
            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            try await Daemon.run(in: directory, host: host) { first in
                try first.log.wait(for: "ready")
                let second = try await Daemon.outcome(in: directory, host: host)
                #expect(second.status == 1)
                #expect(second.log.count(nil, saying: "is held by apusd (pid \(first.id))") == 1, "\(second.log.lines)")
                let once = try await Daemon.outcome(in: directory, host: host, arguments: ["--once"])
                #expect(once.status == 1)
                #expect(await first.stop() == 0)
            }
            try await Daemon.run(in: directory, host: host) { third in
                try third.log.wait(for: "ready")
                #expect(await third.stop() == 0)
            }
        }
    }
}
