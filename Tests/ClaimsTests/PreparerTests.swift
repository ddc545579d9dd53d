import CDI
import Documents
import Files
import Hardware
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

@testable import Claims

@Suite("A claim", .timeLimit(.minutes(1))) struct PreparerTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    @Test func `is prepared with a spec that has the ids of the answer`() async throws {
        let answer = try await place.start().prepare(reference())
        #expect(place.files == Workplace.filesOfOneClaim)
        #expect(place.spec()?.names.map(\.description) == answer.flatMap(\.cdiDeviceIDs))
        let metadata = try #require(place.temporary.text(of: "claims/metadata/1f0c2d34-0001_main.json"))
        #expect(metadata.contains("0000:03:00.0"))
    }

    @Test func `leaves nothing when it is undone`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        try await preparer.unprepare(reference())
        #expect(place.files == [])
        try await preparer.unprepare(reference())
    }

    @Test func `is answered the same however often it is prepared, by whichever agent`() async throws {
        let preparer = try await place.start()
        let first = try await preparer.prepare(reference())
        #expect(try await preparer.prepare(reference()) == first)
        #expect(try await place.start().prepare(reference()) == first)
        try await preparer.unprepare(reference())
        #expect(try await place.start().prepare(reference()) == first)
    }

    @Test func `has its files back each time it is prepared`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        let spec = place.spec()
        place.temporary.remove("cdi")
        place.temporary.remove("claims/metadata")
        _ = try await preparer.prepare(reference())
        #expect(place.spec() == spec)
        #expect(place.files == Workplace.filesOfOneClaim)
    }

    @Test func `without a device of ours has an answer without devices, and no file`() async throws {
        place.cluster.put(document([Chosen(device: "x", driver: "nic.example.com")]))
        let preparer = try await place.start()
        #expect(try await preparer.prepare(reference()) == [])
        #expect(place.files == [])
        try await preparer.unprepare(reference())
    }

    @Test func `that nobody knows is undone without the API server`() async throws {
        place.cluster.fail(.unreadable("Nobody answers."))
        try await place.start().unprepare(reference("9999"))
        #expect(place.cluster.reads == 0)
    }

    @Test func `is undone after its object is gone`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.cluster.remove()
        try await preparer.unprepare(reference())
        #expect(place.files == [])
    }

    @Test func `is not prepared without the API server, and the sentence says so`() async throws {
        place.cluster.fail(.unreadable("Nobody answers at https://10.0.0.1."))
        let preparer = try await place.start()
        let error = await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(
            error?.description
                == "The claim team/gpu cannot be read from the API server: Nobody answers at https://10.0.0.1.")
        #expect(place.files == [])
    }

    /// The scheduler makes such claims of a pod's limits, and names requests by containers.
    @Test func `for an extended resource is one like others`() async throws {
        let name = "pod-extended-resources-x7k2p"
        place.cluster.put(document([.gpu(0, for: "container-0-request-0")], name: name), name: name)
        let answer = try await place.start().prepare(reference(name: name))
        #expect(answer.map(\.requests) == [["container-0-request-0"]])
        let env = try #require(place.spec()?.devices.first?.edits.env)
        #expect(env.contains("APUS_DEVICES_CONTAINER_0_REQUEST_0=0000-03-00-0-0x56a0"))
    }

    /// Schedulers keep accounts of capacities and wait for conditions before a pod comes here. No device asks for either
    /// in its slice.
    @Test func `is prepared the same whatever its scheduler has noted beside the device`() async throws {
        let preparer = try await place.start()
        let answer = try await preparer.prepare(reference())
        place.cluster.put(
            document([
                .gpu(
                    0, for: "main", .init("consumedCapacity", ["gpu.apus.dev/memory": "4Gi"]),
                    .init("bindingConditions", ["example.com/attached"]),
                    .init("bindingFailureConditions", ["example.com/failed"]),
                    .init("tolerations", [["key": "gpu.apus.dev/unusable", "operator": "Exists"]]))
            ]))
        #expect(try await preparer.prepare(reference()) == answer)
        try await preparer.unprepare(reference())
        #expect(try await preparer.prepare(reference()) == answer)
    }

    /// Kubernetes allocates no more for one claim.
    @Test func `may have 32 devices`() async throws {
        place.cluster.put(
            document((0..<32).map { .gpu($0 % 4, for: "request-\($0)", .init("adminAccess", true)) }))
        #expect(try await place.start().prepare(reference()).count == 32)
        #expect(place.spec()?.devices.count == 4)
    }

    @Test func `that does not exist is refused`() async throws {
        place.cluster.remove()
        let preparer = try await place.start()
        await #expect(throws: PreparationError.missing(reference())) { try await preparer.prepare(reference()) }
    }

    @Test func `that makes no sense is refused`() async throws {
        place.cluster.put(document([Chosen(device: "")]))
        let preparer = try await place.start()
        let error = await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(error?.description.contains("results[0].device is no text") == true)
    }

    @Test(arguments: ["../../etc/passwd", "", "a/b", ".hidden", String(repeating: "a", count: 64)])
    func `with an impossible UID touches no file`(uid: String) async throws {
        let preparer = try await place.start()
        await #expect(throws: PreparationError.impossible(reference(uid))) {
            try await preparer.prepare(reference(uid))
        }
        try await preparer.unprepare(reference(uid))
        #expect(place.files == [])
    }

    @Test func `waits for the first survey`() async throws {
        let preparer = try await place.start(nil)
        await #expect(throws: PreparationError.unsurveyed(reference())) { try await preparer.prepare(reference()) }
        preparer.surveyed(.machine())
        #expect(try await preparer.prepare(reference()).count == 1)
    }

    @Test func `is refused where the node's name is not known yet, and not for ever`() async throws {
        struct Unknown: Error, CustomStringConvertible { let description = "There is no kubeconfig yet." }
        let nameless = ClaimPreparer.Settings(
            driver: .standard, cdiDirectory: place.settings.cdiDirectory, driverRoles: []
        ) { _ in
            throw Unknown()
        }
        let preparer = try await place.start(settings: nameless)
        let error = await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(error?.description.hasSuffix("There is no kubeconfig yet.") == true)
        await preparer.follow(place.settings)
        #expect(try await preparer.prepare(reference()).count == 1)
    }

    @Test func `is refused while another one holds its device, and prepared afterwards`() async throws {
        place.cluster.put(document([.gpu(0)], uid: "2a1d", name: "other"), name: "other")
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        let other = reference("2a1d", name: "other")
        await #expect(throws: PreparationError.held(other, device: Chosen.gpu(0).device, by: reference())) {
            try await preparer.prepare(other)
        }
        #expect(place.files == Workplace.filesOfOneClaim)
        try await preparer.unprepare(reference())
        #expect(try await preparer.prepare(other).count == 1)
    }

    @Test func `whose sibling fails stays prepared`() async throws {
        place.cluster.put(document([Chosen(device: "gone")], uid: "2a1d", name: "other"), name: "other")
        let preparer = try await place.start()
        let first = try await preparer.prepare(reference())
        await #expect(throws: PreparationError.self) { try await preparer.prepare(reference("2a1d", name: "other")) }
        #expect(try await preparer.prepare(reference()) == first)
    }

    @Test func `that was given other devices meanwhile is prepared anew`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.cluster.put(document([.gpu(1)]))
        #expect(try await preparer.prepare(reference()).map(\.device) == [Chosen.gpu(1).device])
        #expect(place.spec()?.devices.map(\.edits.deviceNodes.first?.path) == ["/dev/dri/card1"])
        #expect(preparer.claims.count == 1)
    }

    /// What it held may be announced for that alone.
    @Test func `gives its devices up in sight where it is refused the others that it was given`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.cluster.put(document([Chosen(device: "0000-99-00-0-0x56a0")]))
        await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(preparer.claims == [])
        #expect(place.events.all.contains { if case .unprepared = $0 { true } else { false } })
    }

    @Test func `of an earlier driver is undone where its files are`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        let moved = ClaimPreparer.Settings(
            driver: try .init("other.example.com"), cdiDirectory: place.settings.cdiDirectory.appending("new"),
            driverRoles: [],
            nodeName: place.settings.nodeName)
        try await place.start(settings: moved).unprepare(reference())
        #expect(place.files == [])
    }

    @Suite("in the hands of several callers", .timeLimit(.minutes(1))) struct ParallelTests {
        private let place: Workplace

        init() throws { place = try Workplace() }

        @Test func `is worked on once at a time`() async throws {
            place.cluster.put(document([.gpu(0)]))
            let preparer = try await place.start()
            let answers = try await withThrowingTaskGroup(of: [PreparedDevice].self) { group in
                for _ in 0..<20 { group.addTask { try await preparer.prepare(reference()) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 20)
            #expect(Set(answers).count == 1)
            let prepared = place.events.all.filter { if case .prepared = $0 { true } else { false } }
            #expect(prepared.count == 1)
        }

        @Test func `does not wait while another is read from the API server`() async throws {
            let gate = Gate()
            place.cluster.put(document([.gpu(0)]))
            place.cluster.hold(gate)
            place.cluster.put(document([.gpu(1)], uid: "2a1d", name: "other"), name: "other")
            let preparer = try await place.start()
            async let slow = preparer.prepare(reference())
            _ = await gate.arrivals.next()
            #expect(try await preparer.prepare(reference("2a1d", name: "other")).count == 1)
            gate.open()
            #expect(try await slow.count == 1)
        }

        @Test func `is one of a hundred whose pods start at once and end at once`() async throws {
            let uids = (0..<100).map { "claim-\($0)" }
            for uid in uids {
                place.cluster.put(
                    document([.gpu(0, for: "main", .init("shareID", .string(uid)))], uid: uid, name: uid), name: uid)
            }
            let preparer = try await place.start()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for uid in uids { group.addTask { _ = try await preparer.prepare(reference(uid, name: uid)) } }
                try await group.waitForAll()
            }
            #expect(place.specs.count == 100)
            #expect(Set(preparer.claims.map(\.claim.uid)) == Set(uids))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for uid in uids { group.addTask { try await preparer.unprepare(reference(uid, name: uid)) } }
                try await group.waitForAll()
            }
            #expect(place.files == [])
        }

        @Test func `is given to one of two that want the same device`() async throws {
            let uids = (0..<16).map { "claim-\($0)" }
            for uid in uids { place.cluster.put(document([.gpu(0)], uid: uid, name: uid), name: uid) }
            let preparer = try await place.start()
            let winners = await withTaskGroup(of: Int.self) { group in
                for uid in uids {
                    group.addTask {
                        await Result { try await preparer.prepare(reference(uid, name: uid)) }.isSuccess ? 1 : 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(winners == 1)
            #expect(place.specs.count == 1)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }

    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
