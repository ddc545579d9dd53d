import Documents
import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("apusd and a kubelet", .timeLimit(.minutes(1)))
    struct KubeletTests {
        private let directory: DaemonDirectory
        private let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")

        init() throws {
            directory = try DaemonDirectory()
            try directory.configure("kubelet: {enabled: true, directory: \(directory.path)/kubelet}")
            try directory.files.makeDirectory("kubelet")
        }

        private var registry: [String] { directory.files.names("kubelet/plugins_registry") }

        @Test func `meet whatever becomes of the slices; in the end the sockets go and the CDI file stays`()
            async throws
        {
            // A file in place of the sink's directory.
            try directory.files.put("", at: "slices")
            try await Daemon.run(in: directory, host: host) { daemon in
                try daemon.log.wait(forAll: "kubeletAwaited", "sinkFailing", "ready")
                #expect(registry == ["gpu.apus.dev-reg.sock"])
                #expect(await daemon.stop() == 0)
                #expect(registry.isEmpty)
                #expect(directory.files.names("kubelet/plugins/gpu.apus.dev").isEmpty)
                #expect(try directory.cdiDevices?.count == 1)
            }
        }

        @Test func `meet where the configuration says so, as soon as it does`() async throws {
            try directory.configure()
            try directory.files.makeDirectory("elsewhere")
            try await Daemon.run(in: directory, host: host) { daemon in
                try daemon.log.wait(for: "ready")
                for name in ["kubelet", "elsewhere"] {
                    try directory.configure("kubelet: {enabled: true, directory: \(directory.path)/\(name)}")
                    daemon.signal(SIGHUP)
                    try daemon.log.wait(for: "kubeletAwaited")
                    #expect(directory.files.names("\(name)/plugins_registry") == ["gpu.apus.dev-reg.sock"])
                }
                #expect(registry.isEmpty)
                #expect(await daemon.stop() == 0)
            }
        }

        @Test func `are handed over from one pod to the next, by sockets of each one's own`() async throws {
            try await Daemon.run(in: directory, host: host, environment: ["POD_UID": "one"]) { first in
                try first.log.wait(for: "kubeletAwaited")
                #expect(registry == ["gpu.apus.dev-one-reg.sock"])
                try await Daemon.run(in: directory, host: host, environment: ["POD_UID": "two"]) { second in
                    try second.log.wait(saying: "apusd takes over as soon as the other one ends.")
                    #expect(registry == ["gpu.apus.dev-one-reg.sock"])
                    #expect(await first.stop() == 0)
                    try second.log.wait(for: "kubeletAwaited")
                    #expect(registry == ["gpu.apus.dev-two-reg.sock"])
                    #expect(await second.stop() == 0)
                }
            }
        }
    }
}
