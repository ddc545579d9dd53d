import TestSupport
import Testing

extension DaemonSuites {
    @Suite("The status of a daemon", .timeLimit(.minutes(1)))
    struct StatusTests {
        @Test("is told by the command, as is that it runs no more")
        func told() throws {
            let directory = try DaemonDirectory()
            try directory.configure("state: {directory: \(directory.path)/state}")
            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            let daemon = try Daemon(in: directory, host: host)
            try daemon.log.wait(for: "ready")
            try daemon.log.wait(for: "statusFileWritten")
            let running = try Self.status(of: directory)
            #expect(running.status == 0, "\(running.errors)")
            #expect(running.output.hasPrefix("apusd "), "\(running.output)")
            #expect(running.output.contains(" (pid \(daemon.id)) runs since "), "\(running.output)")
            #expect(running.output.contains("1 offered; 1 ready"), "\(running.output)")
            #expect(daemon.stop() == 0)
            let over = try Self.status(of: directory)
            #expect(over.status == 1)
            #expect(over.output.contains(" (pid \(daemon.id)) does not run any more."), "\(over.output)")
        }

        private static func status(of directory: DaemonDirectory) throws -> ApusProgram.Outcome {
            try ApusProgram().run(["status", "--config", "\(directory.path)/config.yaml"])
        }
    }
}
