import CDI
import Documents
import Files
import Hardware
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

@testable import Claims

@Suite("An agent that is killed", .timeLimit(.minutes(1))) struct InterruptionTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    /// There are four steps of preparing.
    @Test(arguments: 0..<4) func `while it prepares leaves nothing to its successor`(step: Int) async throws {
        let disk = FailingDisk(place.places, .kill, after: step)
        let preparer = try await place.start(disk: disk)
        await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(disk.hasFailed)
        let successor = try await place.start()
        #expect(place.files == [])
        #expect(successor.claims == [])
        let answer = try await successor.prepare(reference())
        #expect(place.files == Workplace.filesOfOneClaim)
        #expect(try await place.start().prepare(reference()) == answer)
    }

    /// There are four steps of undoing.
    @Test(arguments: 0..<4) func `while it undoes is asked once more, and then nothing is left`(step: Int) async throws
    {
        _ = try await place.start().prepare(reference())
        let disk = FailingDisk(place.places, .kill, after: step)
        let preparer = try await place.start(disk: disk)
        await #expect(throws: PreparationError.self) { try await preparer.unprepare(reference()) }
        let successor = try await place.start()
        #expect(successor.claims.map(\.claim) == [reference()])
        try await successor.unprepare(reference())
        #expect(place.files == [])
    }

    @Test(arguments: 0..<4) func `while it undoes may be asked to prepare instead`(step: Int) async throws {
        let answer = try await place.start().prepare(reference())
        let disk = FailingDisk(place.places, .kill, after: step)
        let preparer = try await place.start(disk: disk)
        await #expect(throws: PreparationError.self) { try await preparer.unprepare(reference()) }
        #expect(try await place.start().prepare(reference()) == answer)
        #expect(place.files == Workplace.filesOfOneClaim)
    }

    @Test(arguments: 0..<4) func `while its successor tidies up leaves the rest to the next`(step: Int) async throws {
        let preparer = try await place.start(disk: FailingDisk(place.places, .kill, after: 3))
        await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        _ = try await place.start(disk: FailingDisk(place.places, .kill, after: step))
        #expect(place.events.all.contains { if case .notUndone = $0 { true } else { false } })
        _ = try await place.start()
        #expect(place.files == [])
    }
}

@Suite("A full disk", .timeLimit(.minutes(1))) struct FullDiskTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    @Test(arguments: 0..<4) func `keeps a claim from being prepared, and nothing is half done`(step: Int) async throws {
        let preparer = try await place.start(disk: FailingDisk(place.places, .full, after: step))
        let error = await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(error?.description.contains("The claim team/gpu cannot be prepared.") == true)
        #expect(error?.description.contains("No space left on device") == true)
        #expect(place.files == [])
        #expect(preparer.claims == [])
    }

    @Test func `does not keep a claim from being undone`() async throws {
        _ = try await place.start().prepare(reference())
        try await place.start(disk: FailingDisk(place.places, .full, after: 0)).unprepare(reference())
        #expect(place.files == [])
    }

    @Test func `is told by the real one`() throws {
        let claim = try #require(try decide([.gpu(0)]))
        let disk = ClaimDisk(place.places)
        let (error, text) = try withPrivateMounts {
            try place.temporary.makeDirectory("claims")
            try Mount.small("\(place.temporary.path)/claims", "size=8k")
            try disk.make(.enter(claim))
            let error = #expect(throws: ClaimStepError.self) {
                try disk.make(.put(place.places.metadata.appending("x"), Array(repeating: 0x78, count: 20_000)))
            }
            return (error?.description, try disk.readJournal().claims)
        }
        #expect(error?.contains("No space left on device") == true)
        #expect(text == [claim])
    }
}

@Suite("A machine that was booted again", .timeLimit(.minutes(1))) struct BootTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    /// Runs the agent until it has renewed the files, which shows in a claim that comes last.
    private func settle(_ preparer: ClaimPreparer, until isDone: @escaping @Sendable () -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await preparer.run() }
            while !isDone(), !Task.isCancelled { await Task.yield() }
            group.cancelAll()
        }
    }

    @Test func `has the specs of its claims again as soon as it was surveyed`() async throws {
        _ = try await place.start().prepare(reference())
        let spec = place.spec()
        place.temporary.remove("cdi")
        let renewed = try await place.start(bootID: "boot-2")
        #expect(place.specs == [])
        await settle(renewed) { [place] in place.spec() == spec }
        #expect(renewed.claims.map(\.bootID) == ["boot-2"])
    }

    @Test func `has no spec with the nodes of before, which may be another device's`() async throws {
        _ = try await place.start().prepare(reference())
        #expect(place.specs.count == 1)
        let preparer = try await place.start(nil, bootID: "boot-2")
        #expect(place.specs == [])
        preparer.surveyed(.machine { $0[0].nodes = [DeviceNode(path: "/dev/dri/card1", kind: .card)] })
        await settle(preparer) { [place] in place.spec() != nil }
        #expect(place.spec()?.devices.first?.edits.deviceNodes.map(\.path) == ["/dev/dri/card1"])
    }

    @Test func `keeps the specs of before where only the agent was started again`() async throws {
        _ = try await place.start().prepare(reference())
        _ = try await place.start(nil)
        #expect(place.specs.count == 1)
    }

    @Test func `has a claim's files after somebody has emptied its directories`() async throws {
        let preparer = try await place.start()
        _ = try await preparer.prepare(reference())
        place.temporary.remove("cdi")
        await settle(preparer) { [place] in place.spec() != nil }
        #expect(place.files == Workplace.filesOfOneClaim)
        // Whoever runs it may have to run it again, under another configuration.
        place.temporary.remove("cdi")
        await settle(preparer) { [place] in place.spec() != nil }
        #expect(place.files == Workplace.filesOfOneClaim)
    }
}
