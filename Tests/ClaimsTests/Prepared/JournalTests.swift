import Documents
import Files
import Hardware
import SystemPackage
import TestSupport
import Testing

@testable import Claims

@Suite("The journal of claims") struct JournalTests {
    private let temporary: TemporaryDirectory
    private let disk: ClaimDisk

    init() throws {
        temporary = try TemporaryDirectory()
        disk = ClaimDisk(ClaimPlaces(FilePath(temporary.path)))
    }

    private func claim(_ uid: String = "1f0c2d34-0001") throws -> PreparedClaim {
        let entries = [configuration(.init("environment", ["A": "1"])), configuration(.init("driverRoles", ["video"]))]
        return try #require(
            try decide(
                [
                    .gpu(0, for: "a/b", .init("shareID", "5e1f")), .gpu(2, for: "b", .init("adminAccess", true)),
                    .gpu(3, for: "c"),
                ], entries, as: reference(uid)))
    }

    @Test func `is empty where there is none`() throws { #expect(try disk.readJournal() == ClaimJournal()) }

    @Test func `gives back what was entered`() throws {
        var first = try claim()
        try disk.make(.enter(first))
        #expect(try disk.readJournal().claims == [first])
        first.state = .completed
        try disk.make(.enter(first))
        let second = try claim("2a1d")
        try disk.make(.enter(second))
        #expect(Set(try disk.readJournal().claims) == [first, second])
        try disk.make(.strike(uid: second.claim.uid))
        try disk.make(.strike(uid: second.claim.uid))
        #expect(try disk.readJournal().claims == [first])
    }

    @Test func `reads what was entered before capacities were kept`() throws {
        let claim = try claim()
        let text = claim.json.compactJSONText
        let older = text.replacing(#/,"capacity":\{[^}]*\}\}/#, with: "")
        try #require(older.utf8.count < text.utf8.count)
        try StateFile(FilePath("\(temporary.path)/journal/1f0c2d34-0001")).write(Array(older.utf8))
        let read = try #require(try disk.readJournal().claims.first)
        #expect(read.answer == claim.answer)
        #expect(read.devices.allSatisfy { $0.capacity.isEmpty })
        #expect(claim.devices.contains { !$0.capacity.isEmpty })
    }

    @Test(
        arguments: [
            { _ in "" }, { $0 + "x" }, { String($0.dropLast(9)) }, { $0.replacing("started", with: "stopped") },
            { _ in "apus-state 1 00000000 0\n" }, { _ in "{}" },
        ] as [@Sendable (String) -> String])
    func `costs no other claim when an entry is damaged`(damage: @Sendable (String) -> String) throws {
        try disk.make(.enter(claim()))
        try disk.make(.enter(claim("2a1d")))
        let text = try #require(temporary.text(of: "journal/2a1d"))
        try temporary.put(damage(text), at: "journal/2a1d")
        let journal = try disk.readJournal()
        #expect(journal.claims == [try claim()])
        #expect(journal.damaged == ["2a1d"])
    }

    @Test(arguments: [Int64(0), 2]) func `does not guess at an entry of an older or newer program`(format: Int64) throws
    {
        let json = try claim().json.compactJSONText.replacing("\"format\":1", with: "\"format\":\(format)")
        try StateFile(FilePath("\(temporary.path)/journal/1f0c2d34-0001")).write(Array(json.utf8))
        try disk.make(.enter(claim("2a1d")))
        let journal = try disk.readJournal()
        #expect(journal.otherFormats == ["1f0c2d34-0001": format])
        #expect(journal.damaged == [])
        #expect(journal.claims == [try claim("2a1d")])
    }

    @Test func `takes an entry under another's name for a damaged one`() throws {
        try disk.make(.enter(claim()))
        let text = try #require(temporary.text(of: "journal/1f0c2d34-0001"))
        try temporary.put(text, at: "journal/2a1d")
        #expect(try disk.readJournal().damaged == ["2a1d"])
    }

    @Test func `is not disturbed by what a killed writer left`() throws {
        try disk.make(.enter(claim()))
        try temporary.put("half", at: "journal/.2a1d.1b9x0q3k7z2mf.tmp")
        let journal = try disk.readJournal()
        #expect(journal.claims == [try claim()])
        #expect(journal.damaged == [])
    }
}
