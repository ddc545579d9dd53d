import Claims
import GRPCCore
import KubeletPlugin
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

@Suite("A kubelet's call about claims", .timeLimit(.minutes(5))) struct ClaimCallTests {
    let directory: KubeletDirectory
    let socket: FilePath

    init() throws {
        directory = try KubeletDirectory()
        socket = directory.path.appending("plugins/gpu.apus.dev/dra.sock")
    }

    @Test func `is answered with the devices of each claim, by its UID`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.preparation.answer("1", [.init("0000-03-00-0", of: "1")])
            let answer = try await Kubelet.prepare([.init("1"), .init("2")], at: socket)
            #expect(answer.keys.sorted() == ["1", "2"])
            let device = try #require(answer["1"]?.devices.first)
            #expect(device.requestNames == ["gpu"])
            #expect(device.poolName == "node")
            #expect(device.deviceName == "0000-03-00-0")
            #expect(device.cdiDeviceIds == ["apus.dev/claim=1-0000-03-00-0"])
            // A claim without devices counts too.
            #expect(answer["2"] == DRA_V1_NodePrepareResourceResponse())
        }
    }

    @Test func `fails for one claim alone, with a sentence for the pod's owner`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.preparation.answer("1", [.init("a", of: "1")])
            let error = PreparationError.replaced(.init("2"), by: "3")
            plugin.preparation.refuse("2", error)
            let answer = try await Kubelet.prepare([.init("1"), .init("2")], at: socket)
            #expect(answer["1"]?.devices.count == 1)
            #expect(answer["1"]?.error == "")
            #expect(answer["2"]?.error == error.description)
            let undone = try await Kubelet.unprepare([.init("1"), .init("2")], at: socket)
            #expect(undone.mapValues(\.error) == ["1": "", "2": error.description])
        }
    }

    @Test func `names a share only where there is one`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.preparation.answer("1", [.init("a", of: "1"), .init("b", of: "1", shareID: "7")])
            let devices = try #require(try await Kubelet.prepare([.init("1")], at: socket)["1"]?.devices)
            #expect(devices.map(\.hasShareID) == [false, true])
            #expect(devices.last?.shareID == "7")
        }
    }

    @Test func `is answered in the older version as well, without shares`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.preparation.answer("1", [.init("a", of: "1", shareID: "7")])
            var request = DRA_V1beta1_NodePrepareResourcesRequest()
            request.claims = [DRA_V1beta1_Claim(.init("1"))]
            var undoing = DRA_V1beta1_NodeUnprepareResourcesRequest()
            undoing.claims = request.claims
            var device = DRA_V1beta1_Device()
            device.requestNames = ["gpu"]
            device.poolName = "node"
            device.deviceName = "a"
            device.cdiDeviceIds = ["apus.dev/claim=1-a"]
            try await Kubelet.connected(to: socket) { [request, undoing, device] client in
                let plugin = DRA_V1beta1_DRAPlugin.Client(wrapping: client)
                let answer = try await plugin.nodePrepareResources(request)
                #expect(answer.claims["1"]?.devices == [device])
                #expect(try await plugin.nodeUnprepareResources(undoing).claims["1"]?.error == "")
            }
            #expect(plugin.preparation.allCalls == [.prepare(.init("1")), .unprepare(.init("1"))])
        }
    }

    @Test(arguments: ["v1", "v1beta1"])
    func `has the name on the wire that kubelets know, with the UID before the name`(_ version: String) async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let claim: [UInt8] = [0x0a, 1] + "n".utf8 + [0x12, 1] + "u".utf8 + [0x1a, 1] + "c".utf8
            let service = "k8s.io.kubelet.pkg.apis.dra.\(version).DRAPlugin"
            let request: [UInt8] = [0x0a, UInt8(claim.count)] + claim
            let answer = try await Kubelet.call(service, "NodeUnprepareResources", request, at: socket)
            #expect(await plugin.preparation.calls.next() == .unprepare(.init(namespace: "n", name: "c", uid: "u")))
            // One entry of the map: the UID, and a message without content.
            #expect(answer == [0x0a, 5, 0x0a, 1] + "u".utf8 + [0x12, 0])
        }
    }

    @Test func `waits for no other claim`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let gate = plugin.preparation.hold("slow")
            async let slow = Kubelet.prepare([.init("slow")], at: socket)
            _ = await plugin.preparation.calls.next()
            #expect(try await Kubelet.prepare([.init("quick")], at: socket).keys.sorted() == ["quick"])
            gate.open()
            #expect(try await slow.keys.sorted() == ["slow"])
        }
    }

    @Test func `is not answered by what came before the opposite was asked for`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let gate = plugin.preparation.hold("1")
            async let first = Kubelet.prepare([.init("1")], at: socket)
            #expect(await plugin.preparation.calls.next() == .prepare(.init("1")))
            async let undone = Kubelet.unprepare([.init("1")], at: socket)
            #expect(await plugin.preparation.calls.next() == .unprepare(.init("1")))
            async let second = Kubelet.prepare([.init("1")], at: socket)
            #expect(await plugin.preparation.calls.next() == .prepare(.init("1")))
            gate.open()
            _ = try await (first, undone, second)
        }
    }

    @Test func `is answered before the kubelet gives up, and its next try joins what still goes on`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let gate = plugin.preparation.hold("1")
            plugin.preparation.answer("1", [.init("a", of: "1")])
            for _ in 0..<2 {
                async let answer = Kubelet.prepare([.init("1")], at: socket)
                await plugin.calls(1)
                plugin.clock.advance(by: RunningPlugin.patience)
                let sentence = "The claim team/claim-1 is still being prepared. The kubelet will ask again."
                #expect(try await answer["1"]?.error == sentence)
                #expect(await plugin.events.next() == .overdue(.init("1"), RunningPlugin.patience))
            }
            #expect(plugin.preparation.allCalls == [.prepare(.init("1"))])
            gate.open()
            #expect(try await Kubelet.prepare([.init("1")], at: socket)["1"]?.devices.count == 1)
        }
    }

    @Test func `is told as an event, with how long it took`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.preparation.answer("1", [.init("a", of: "1")])
            _ = try await Kubelet.prepare([.init("1")], at: socket)
            guard case .prepared(.init("1"), devices: ["a"], let duration)? = await plugin.events.next() else {
                Issue.record("It is not told.")
                return
            }
            #expect(duration > .zero)
        }
    }

    @Test func `may be of a hundred pods at once, in one connection`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            let uids = (0..<100).map { "\($0)" }
            for uid in uids { plugin.preparation.answer(uid, [.init("vf-\(uid)", of: uid)]) }
            let devices = try await Kubelet.connected(to: socket) { client in
                try await withThrowingTaskGroup(of: String?.self) { group in
                    for uid in uids {
                        group.addTask {
                            try await Kubelet.prepare([.init(uid)], by: client)[uid]?.devices.first?.deviceName
                        }
                    }
                    return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
                }
            }
            #expect(devices == Set(uids.map { "vf-\($0)" }))
        }
    }

    @Test func `may be larger than four megabytes, and so may the answer`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            // The client's own limit is four megabytes.
            let ids = (0..<30000).map { "apus.dev/claim=\(String(repeating: "x", count: 80))-\($0)" }
            plugin.preparation.answer(
                "1", [.init(requests: ["gpu"], pool: "node", device: "a", cdiDeviceIDs: ids)])
            let name = String(repeating: "n", count: 80_000)
            let claims = (0..<60).map { ClaimReference(namespace: "team", name: name, uid: "\($0)") }
            let answer = try await Kubelet.prepare(claims, at: socket)
            #expect(answer.count == 60)
            #expect(answer["1"]?.devices.first?.cdiDeviceIds == ids)
        }
    }
}
