import Glibc
import GRPCCore
import KubeletPlugin
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

@Suite("Registration with a kubelet", .timeLimit(.minutes(5))) struct RegistrationTests {
    let directory: KubeletDirectory

    init() throws { directory = try KubeletDirectory() }

    @Test func `names the driver, its socket and its services, the newest first`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let info = try await Kubelet.info(at: plugin.listening())
            #expect(info.type == "DRAPlugin")
            #expect(info.name == "gpu.apus.dev")
            #expect(info.endpoint == "\(directory.path)/plugins/gpu.apus.dev/dra.sock")
            #expect(
                info.supportedVersions == [
                    "v1.DRAPlugin", "v1beta1.DRAPlugin", "v1.DRAResourceHealth", "v1alpha1.DRAResourceHealth",
                ])
        }
    }

    @Test func `names no health service where health is not told`() async throws {
        try await RunningPlugin.run(in: directory, reportsHealth: false) { plugin in
            let info = try await Kubelet.info(at: plugin.listening())
            #expect(info.supportedVersions == ["v1.DRAPlugin", "v1beta1.DRAPlugin"])
            let error = await #expect(throws: RPCError.self) {
                try await Kubelet.call("v1.DRAResourceHealth", "NodeWatchResources", [], at: FilePath(info.endpoint))
            }
            #expect(error?.code == .unimplemented)
        }
    }

    @Test func `is answered while claims are stuck`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            let gate = plugin.preparation.hold("1")
            let info = try await Kubelet.info(at: path)
            async let answer = Kubelet.prepare([.init("1")], at: FilePath(info.endpoint))
            _ = await plugin.preparation.calls.next()
            #expect(try await Kubelet.info(at: path) == info)
            gate.open()
            _ = try await answer
        }
    }

    @Test func `comes when the kubelet can call at once`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            let info = try await Kubelet.info(at: path)
            #expect(try await Kubelet.prepare([.init("1")], at: FilePath(info.endpoint)).keys.sorted() == ["1"])
        }
    }

    @Test func `is told as an event, with the kubelet's reason where it refuses`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            try await Kubelet.notify(path, registered: true)
            #expect(await plugin.events.next() == .registered)
            try await Kubelet.notify(path, registered: false, error: "no handler")
            #expect(await plugin.events.next() == .registrationRefused("no handler"))
        }
    }

    @Test func `has the names that kubelets call on the wire`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            let answer = try await Kubelet.call("pluginregistration.Registration", "GetInfo", [], at: path)
            // Field 1, a text of nine bytes.
            #expect(answer.starts(with: [0x0a, 9] + "DRAPlugin".utf8))
        }
    }

    @Test func `takes both sockets away in the end, and leaves the directories`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            #expect(directory.registry == ["gpu.apus.dev-reg.sock"])
            #expect(directory.sockets == ["dra.sock"])
        }
        #expect(directory.registry.isEmpty)
        #expect(directory.sockets.isEmpty)
    }

    @Test func `is for the kubelet's user alone`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            var status = stat()
            #expect(lstat(path.string, &status) == 0)
            #expect(status.st_mode == S_IFSOCK | 0o600)
        }
    }
}
