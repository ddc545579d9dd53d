import Documents
import Files
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

@testable import Claims

@Suite("A claim that only the journal knows", .timeLimit(.minutes(1))) struct LeftClaimTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    /// What a cluster says of a claim that is gone. Another node's may say so of one that is not, and so may this node's
    /// of one that it withholds, before it has learnt of the node's pods.
    enum Word: CaseIterable {
        case missing, replaced, withheld

        func apply(to cluster: MemoryCluster) {
            switch self {
            case .missing: cluster.remove()
            case .replaced: cluster.put(document([.gpu(0)], uid: "2a1d"))
            case .withheld: cluster.fail(LeftClaimTests.withheld)
            }
        }
    }

    @Test(arguments: Word.allCases)
    func `is undone at the start where the cluster has it no more and no container uses it`(word: Word) async throws {
        _ = try await place.start().prepare(reference())
        word.apply(to: place.cluster)
        try await look(isInUse: false)
        #expect(place.files == [])
    }

    @Test(arguments: Word.allCases, [true, nil])
    func `stays at the start where the kubelet does not say that it is unused`(word: Word, isInUse: Bool?)
        async throws
    {
        _ = try await place.start().prepare(reference())
        word.apply(to: place.cluster)
        try await look(isInUse: isInUse)
        #expect(place.files == Workplace.filesOfOneClaim)
    }

    /// All nodes of a cluster may be upgraded at once.
    @Test func `is not looked for at the start where containers use it`() async throws {
        _ = try await place.start().prepare(reference())
        let reads = place.cluster.reads
        try await look(isInUse: true)
        #expect(place.cluster.reads == reads)
    }

    @Test func `stays where the cluster does not answer`() async throws {
        _ = try await place.start().prepare(reference())
        place.cluster.fail(.unreadable("Nobody answers."))
        let reads = place.cluster.reads
        let preparer = try await place.start(settings: place.settings(isInUse: false))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await preparer.run() }
            while place.cluster.reads == reads, !Task.isCancelled { await Task.yield() }
            group.cancelAll()
        }
        #expect(place.files == Workplace.filesOfOneClaim)
    }

    /// What an API server tells a kubelet's identity of a claim that is gone.
    fileprivate static let withheld = ClaimSourceError.withheld("The API server does not let us read the claim (403).")

    /// Runs the agent until it has looked for the claim.
    private func look(isInUse: Bool?) async throws {
        let asked = Feed<Set<ClaimReference>>()
        let settings = place.settings(isInUse: isInUse) { asked.put($0) }
        let preparer = try await place.start(settings: settings)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await preparer.run() }
            #expect(await asked.next() == [reference()])
            if isInUse == false {
                while let event = await place.events.feed.next() { if case .discarded = event { break } }
            }
            group.cancelAll()
        }
    }

    /// Asks in vain, and lets the time pass in which a kubelet may ask for the claim that is gone to be undone: its pod
    /// may run yet.
    private func wait(_ preparer: ClaimPreparer, for other: ClaimReference) async throws {
        for wait in [0, 119, 1] {
            place.clock.advance(by: .seconds(wait))
            if wait != 1 { await #expect(throws: PreparationError.self) { try await preparer.prepare(other) } }
        }
    }

    @Test func `makes room for another one, if nobody asks for it for two minutes`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.cluster.remove()
        place.cluster.put(document([.gpu(0)], uid: "2a1d", name: "other"), name: "other")
        try await wait(preparer, for: reference("2a1d", name: "other"))
        #expect(try await preparer.prepare(reference("2a1d", name: "other")).count == 1)
        #expect(preparer.claims.map(\.claim.uid) == ["2a1d"])
        #expect(place.specs == ["gpu.apus.dev-claim_2a1d.json"])
    }

    @Test func `is one of several that make room for another`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.cluster.put(document([.gpu(1)], uid: "3b2e", name: "third"), name: "third")
        _ = try await preparer.prepare(reference("3b2e", name: "third"))
        place.cluster.remove()
        place.cluster.remove(name: "third")
        place.cluster.put(document([.gpu(0), .gpu(1, for: "more")], uid: "2a1d", name: "other"), name: "other")
        // One after the other was found to be in the way.
        for _ in 0..<2 { try await wait(preparer, for: reference("2a1d", name: "other")) }
        #expect(try await preparer.prepare(reference("2a1d", name: "other")).count == 2)
        #expect(preparer.claims.map(\.claim.uid) == ["2a1d"])
    }

    @Test(arguments: [true, false, nil])
    func `makes room only where no container uses it, where the server withholds it`(isInUse: Bool?) async throws {
        let preparer = try await place.start(settings: place.settings(isInUse: isInUse))
        _ = try await preparer.prepare(reference())
        place.cluster.fail(Self.withheld, name: "gpu")
        place.cluster.put(document([.gpu(0)], uid: "2a1d", name: "other"), name: "other")
        let other = reference("2a1d", name: "other")
        try await wait(preparer, for: other)
        if isInUse == false {
            #expect(try await preparer.prepare(other).count == 1)
        } else {
            await #expect(throws: PreparationError.held(other, device: Chosen.gpu(0).device, by: reference())) {
                try await preparer.prepare(other)
            }
            #expect(place.files == Workplace.filesOfOneClaim)
        }
    }

    @Test func `stays in the way while a container uses it, though the cluster has it no more`() async throws {
        let preparer = try await place.start(settings: place.settings(isInUse: true))
        _ = try await preparer.prepare(reference())
        place.cluster.remove()
        place.cluster.put(document([.gpu(0)], uid: "2a1d", name: "other"), name: "other")
        let other = reference("2a1d", name: "other")
        try await wait(preparer, for: other)
        await #expect(throws: PreparationError.held(other, device: Chosen.gpu(0).device, by: reference())) {
            try await preparer.prepare(other)
        }
    }

    @Test func `is prepared anew where its entry is damaged, with the same answer`() async throws {
        let answer = try await place.start().prepare(reference())
        try place.temporary.put("damaged", at: "claims/journal/1f0c2d34-0001")
        let preparer = try await place.start()
        #expect(place.events.all.last == .damaged(uid: "1f0c2d34-0001"))
        #expect(place.specs.count == 1)
        #expect(try await preparer.prepare(reference()) == answer)
        #expect(try await place.start().claims.count == 1)
    }

    /// The containers of such a claim run on, and their runtime may want its spec again.
    @Test(arguments: [Int64(0), 2])
    func `is left as it is where an older or newer agent has entered it, until the kubelet asks`(format: Int64)
        async throws
    {
        let first = try await place.start()
        let answer = try await first.prepare(reference())
        let claim = try #require(first.claims.first)
        let json = claim.json.compactJSONText.replacing("\"format\":1", with: "\"format\":\(format)")
        let entry = StateFile(place.places.directory.appending("journal/1f0c2d34-0001"))
        try entry.write(Array(json.utf8))

        var preparer = try await place.start()
        let event = try #require(place.events.all.last)
        #expect(event == .otherFormat(uid: "1f0c2d34-0001", format))
        #expect(event.description.contains("has the format \(format), and this version of apusd knows 1 alone"))
        #expect(place.files == Workplace.filesOfOneClaim)
        #expect(try await preparer.prepare(reference()) == answer)
        #expect(try await place.start().claims.map(\.claim) == [reference()])

        try entry.write(Array(json.utf8))
        preparer = try await place.start()
        try await preparer.unprepare(reference())
        #expect(place.files == [])
    }

    @Test(arguments: [true, false])
    func `is undone where its entry is damaged or lost`(isThere: Bool) async throws {
        _ = try await place.start().prepare(reference())
        try place.temporary.put("damaged", at: "claims/journal/1f0c2d34-0001")
        if !isThere { place.temporary.remove("claims/journal") }
        try await place.start().unprepare(reference())
        #expect(place.files == [])
    }
}
