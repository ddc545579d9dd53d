import Testing

@testable import AgentLoop

@Suite("The pace of checks of the CDI directory")
struct CheckPacingTests {
    private let start = ContinuousClock.now
    private var checks = CheckPacing<ContinuousClock.Instant>()

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test("lets the first one through at once, and none that nobody asks for")
    mutating func first() {
        #expect(checks.due(at: at(0)) == nil)
        checks.ask()
        #expect(checks.due(at: at(0)) == at(0))
        checks.begin()
        #expect(checks.due(at: at(0)) == nil)
    }

    @Test("slows down where the directory is disturbed again and again, and no further than to 5 s")
    mutating func fight() {
        var now = 0
        var waits: [Int] = []
        for _ in 0..<10 {
            checks.begin()
            checks.disturbed(at: at(now))
            checks.ask()
            guard let due = checks.due(at: at(now)) else { break }
            let wait = at(now).duration(to: due)
            waits.append(Int(wait.components.seconds * 1000 + wait.components.attoseconds / 1_000_000_000_000_000))
            now += waits.last ?? 0
        }
        #expect(waits == [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test("begins anew when the directory was left alone for half a minute")
    mutating func peace() {
        for now in [0, 1000, 2000, 33_000] { checks.disturbed(at: at(now)) }
        checks.ask()
        #expect(checks.due(at: at(33_010)) == at(33_050))
    }
}
