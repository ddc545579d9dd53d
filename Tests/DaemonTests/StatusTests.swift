import TestSupport
import Testing

extension DaemonSuites {
    @Suite("The status of a daemon", .timeLimit(.minutes(1)))
    struct StatusTests {
        @Test func `is told by the command, as is that it runs no more`() async throws {
            let directory = try DaemonDirectory()
            try directory.configure("state: {directory: \(directory.path)/state}")
            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            try await Daemon.run(in: directory, host: host) { daemon in
                try daemon.log.wait(for: "ready")
                try daemon.log.wait(for: "statusFileWritten")
                let running = try await Self.status(of: directory)
                #expect(running.status == 0, "\(running.errors)")
                #expect(running.output.hasPrefix("apusd "), "\(running.output)")
                #expect(running.output.contains(" (pid \(daemon.id)) runs since "), "\(running.output)")
                #expect(running.output.contains("1 offered; 1 ready"), "\(running.output)")
                #expect(await daemon.stop() == 0)
                let over = try await Self.status(of: directory)
                #expect(over.status == 1)
                #expect(over.output.contains(" (pid \(daemon.id)) does not run any more."), "\(over.output)")
            }
        }

        private static func status(of directory: DaemonDirectory) async throws -> ApusProgram.Outcome {
            try await ApusProgram().run(["status", "--config", "\(directory.path)/config.yaml"])
        }
    }
}
