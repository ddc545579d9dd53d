import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A daemon whose log nobody reads", .timeLimit(.minutes(2)))
    struct UnreadLogTests {
        @Test func `does its work all the same`() async throws {
            let directory = try DaemonDirectory()
            try directory.files.put(
                "nodeName: node-a\ncdi: {directory: \(directory.path)/cdi}\nsinks: [{type: stdout}]\n",
                at: "config.yaml")
            // Full from the start, as behind a program that has stopped reading.
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            defer { for end in ends { close(end) } }
            try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
            let filling = [UInt8](repeating: 0, count: 65536)
            while write(ends[1], filling, filling.count) > 0 {}
            try #require(fcntl(ends[1], F_SETFL, 0) == 0)

            let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
            let script =
                "exec \(directory.command.joined(separator: " ")) --host \(host) 2>/proc/\(getpid())/fd/\(ends[1])"
            try await RunningProgram.run(["sh", "-c", script]) { daemon in
                // Slices come after the CDI file.
                let slices = try #require(daemon.output.next())
                #expect(slices.contains("0000-03-00-0-0x56a0"))
                #expect(try directory.cdiDevices == ["0000-03-00-0-0x56a0"])
                daemon.signal(SIGTERM)
                #expect(await daemon.wait() == 0)
            }
        }
    }
}
