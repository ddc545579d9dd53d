import Files
import Glibc
import GRPCCore
import KubeletPlugin
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

@Suite("The plugin's sockets", .timeLimit(.minutes(5))) struct SocketTests {
    let directory: KubeletDirectory
    let registry: FilePath
    let service: FilePath

    init() throws {
        directory = try KubeletDirectory()
        registry = directory.path.appending("plugins_registry")
        service = directory.path.appending("plugins/gpu.apus.dev/dra.sock")
    }

    @Test func `are made again when the kubelet's directories were wiped`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            directory.wipe()
            #expect(await plugin.events.next() == .socketsLost)
            let path = try await plugin.listening()
            #expect(try await Kubelet.info(at: path).endpoint == service.string)
            #expect(try await Kubelet.prepare([.init("1")], at: service).keys.sorted() == ["1"])
        }
    }

    @Test(arguments: ["plugins_registry/gpu.apus.dev-reg.sock", "plugins/gpu.apus.dev/dra.sock"])
    func `are made again when one of them was removed`(_ name: String) async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            directory.remove(name)
            #expect(await plugin.events.next() == .socketsLost)
            try await plugin.listening()
            #expect(directory.registry == ["gpu.apus.dev-reg.sock"])
            #expect(directory.sockets == ["dra.sock"])
        }
    }

    @Test func `keep a call alive that has begun when they are removed`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let gate = plugin.preparation.hold("1")
            async let answer = Kubelet.prepare([.init("1")], at: service)
            _ = await plugin.preparation.calls.next()
            directory.wipe()
            try await plugin.listening()
            gate.open()
            #expect(try await answer["1"]?.error == "")
        }
    }

    @Test func `are wiped again and again without keeping a processor busy`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            directory.wipe()
            try await plugin.listening()
            directory.wipe()
            #expect(await plugin.events.next() == .socketsLost)
            while let sleep = await plugin.clock.sleeps.next(), sleep != .seconds(2) {}
            plugin.clock.advance(by: .seconds(2))
            try await plugin.listening()
        }
    }

    @Test func `serve a kubelet that starts again as before`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            for _ in 0..<3 {
                let info = try await Kubelet.info(at: path)
                try await Kubelet.notify(path, registered: true)
                #expect(try await Kubelet.prepare([.init("1")], at: FilePath(info.endpoint)).count == 1)
            }
        }
    }

    @Test func `are taken over from a plugin that was killed`() async throws {
        try directory.makeDirectory("plugins")
        try directory.makeDirectory("plugins/gpu.apus.dev")
        try directory.makeDirectory("plugins_registry")
        for path in [service, registry.appending("gpu.apus.dev-reg.sock")] {
            close(try SocketFile(path).listen().descriptor)
        }
        try await RunningPlugin.run(in: directory) { plugin in
            let path = try await plugin.listening()
            #expect(try await Kubelet.info(at: path).name == "gpu.apus.dev")
        }
    }

    @Test func `of pods that were killed are taken away, and nobody else's`() async throws {
        try directory.makeDirectory("plugins")
        try directory.makeDirectory("plugins/gpu.apus.dev")
        try directory.makeDirectory("plugins_registry")
        let killed = "0f3b7a528e0"
        for path in [
            service.removingLastComponent().appending("dra-\(killed).sock"),
            registry.appending("gpu.apus.dev-\(killed)-reg.sock"),
            registry.appending("gpu.apus.dev-other-reg.sock"),
        ] { close(try SocketFile(path).listen().descriptor) }
        let living = "1f3b7a528e0"
        try await RunningPlugin.run(in: directory, instance: living) { first in
            try await first.listening()
            try await RunningPlugin.run(in: directory, instance: "new") { second in
                try await second.listening()
                let names = ["\(living)-reg.sock", "new-reg.sock", "other-reg.sock"].map { "gpu.apus.dev-\($0)" }
                #expect(directory.registry == names)
                #expect(directory.sockets == ["dra-\(living).sock", "dra-new.sock"])
            }
        }
    }

    @Test func `are never taken from a plugin that lives`() async throws {
        try await RunningPlugin.run(in: directory) { first in
            let path = try await first.listening()
            try await RunningPlugin.run(in: directory) { second in
                let event = await second.events.next()
                #expect(event == .unavailable(.socket(.socketInUse(service)), retryAfter: .seconds(1)))
                let info = try await Kubelet.info(at: path)
                #expect(info.name == "gpu.apus.dev")
                await first.stop()
                // The end of the other may come before the new one watches for it; then its patience counts.
                let next = try await withThrowingTaskGroup(of: FilePath?.self) { group in
                    group.addTask { try await second.listening() }
                    group.addTask {
                        while let sleep = await second.clock.sleeps.next() { second.clock.advance(by: sleep) }
                        return nil
                    }
                    defer { group.cancelAll() }
                    return try await group.next() ?? nil
                }
                #expect(next == path)
            }
        }
    }

    @Test func `are not made where a file stands, and nothing of the attempt stays`() async throws {
        try directory.makeDirectory("plugins_registry")
        try directory.makeDirectory("plugins_registry/gpu.apus.dev-reg.sock")
        try await RunningPlugin.run(in: directory) { plugin in
            let path = registry.appending("gpu.apus.dev-reg.sock")
            #expect(
                await plugin.events.next() == .unavailable(.socket(.notASocket(path)), retryAfter: .seconds(1)))
            #expect(directory.sockets.isEmpty)
        }
    }

    @Test func `wait for the kubelet's directory to come`() async throws {
        let root = directory.path.appending("kubelet")
        let settings = PluginSettings(driver: KubeletDirectory.driver, directory: root)
        try await RunningPlugin.run(settings) { plugin in
            let event = await plugin.events.next()
            #expect(event == .unavailable(.noKubelet(root), retryAfter: .seconds(1)))
            _ = await plugin.clock.sleeps.next()
            try directory.makeDirectory("kubelet")
            plugin.clock.advance(by: .seconds(1))
            try await plugin.listening()
        }
    }
}

@Suite("The names of the plugin's sockets") struct SocketNameTests {
    private let uid = "0f3b7a52-8e0c-4d0e-9a39-0b8c3a1f7d55"

    @Test func `hold the driver's, and that of the instance where two take turns`() throws {
        let one = try PluginSockets(driver: "gpu.apus.dev", directory: "/var/lib/kubelet")
        #expect(one.registration.path == "/var/lib/kubelet/plugins_registry/gpu.apus.dev-reg.sock")
        #expect(one.service.path == "/var/lib/kubelet/plugins/gpu.apus.dev/dra.sock")
        let two = try PluginSockets(driver: "gpu.apus.dev", directory: "/var/lib/kubelet", instance: uid)
        #expect(two.registration.path.string == "/var/lib/kubelet/plugins_registry/gpu.apus.dev-\(uid)-reg.sock")
        #expect(two.service.path.string == "/var/lib/kubelet/plugins/gpu.apus.dev/dra-\(uid).sock")
    }

    /// How long a driver's name is, and the longest that still has the UID, its hash, or a hash of both.
    @Test(arguments: [(27, "\(String(repeating: "d", count: 27))-0f3b7a52"), (52, "ddd"), (53, "dra-"), (63, "dra-")])
    func `hold a hash where they would be too long for a socket`(_ length: Int, _ beginning: String) throws {
        let driver = String(repeating: "d", count: length)
        let sockets = try PluginSockets(driver: driver, directory: "/var/lib/kubelet", instance: uid)
        let name = try #require(sockets.registration.path.lastComponent?.string)
        #expect(name.hasPrefix(beginning))
        #expect(name.hasSuffix("-reg.sock"))
        #expect(sockets.registration.path.length <= 107)
        #expect(sockets.service.path.length <= 107)
    }

    @Test func `differ between instances and drivers even as hashes`() throws {
        let driver = String(repeating: "d", count: 60)
        let names = try [(driver, "1"), (driver, "2"), (driver + "e", "1")].map { driver, instance in
            try PluginSockets(
                driver: driver, directory: "/var/lib/kubelet", instance: String(repeating: instance, count: 36)
            ).registration
        }
        #expect(Set(names).count == 3)
    }

    @Test func `are refused with a sentence where none is short enough`() throws {
        let directory = FilePath("/" + String(repeating: "x", count: 90))
        let error = #expect(throws: PluginError.self) {
            try PluginSockets(driver: "gpu.apus.dev", directory: directory)
        }
        let path = directory.appending("plugins_registry/gpu.apus.dev-reg.sock")
        #expect(
            error?.description == """
                The path \(path) is longer than the 107 bytes that a socket's may have. Set kubelet.directory to a \
                shorter path, or give the driver a shorter name with slices.driver.
                """)
    }
}
