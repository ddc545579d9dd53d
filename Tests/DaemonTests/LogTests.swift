import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("What a daemon says", .timeLimit(.minutes(1)))
    struct LogTests {
        /// Names of types of the libraries, and of what Swift makes of values without a description.
        @Test func `at debug names no types`() async throws {
            let directory = try DaemonDirectory()
            try directory.configure("endpoint: {listen: \"unix:\(directory.path)/socket\"}")
            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            try await Daemon.run(in: directory, host: host) { daemon in
                try daemon.log.wait(forAll: "ready", "endpointListening")
                #expect(try #require(UnixClient("\(directory.path)/socket")).ask("/metrics").contains(" 200 "))
                #expect(try #require(UnixClient("\(directory.path)/socket")).ask("\u{1}") != "x")
                daemon.signal(SIGHUP)
                try daemon.log.wait(for: "reloaded")
                #expect(await daemon.stop() == 0)
                let types =
                    /NIO|HTTP1|Hummingbird|ServiceGroup|ServiceLifecycle|Optional\(|some\(|\w+\([a-z]\w*: |\w+\.\w+Error/
                for line in daemon.log.lines { #expect(!line.contains(types), "\(line)") }
            }
        }

        @Test func `refuses an endpoint for others without what they show`() async throws {
            let directory = try DaemonDirectory(configuration: "endpoint: {listen: \"0.0.0.0:9400\"}")
            let daemon = try await Daemon.outcome(in: directory)
            #expect(daemon.status == 78)
            #expect(daemon.log.count(nil, saying: "which needs tokenFile or clientCA beside it") == 1)
        }
    }
}
