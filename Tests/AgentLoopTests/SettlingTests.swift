import Testing

@testable import AgentLoop

@Suite("The decision when to look")
struct SettlingTests {
    private typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    private var settling = Settling<ContinuousClock.Instant>(
        SettlingTimes(quiet: .milliseconds(25), limit: .milliseconds(250), resync: .seconds(60)))

    private func at(_ milliseconds: Int) -> Instant { start.advanced(by: .milliseconds(milliseconds)) }

    /// A look that took no time and saw nothing remarkable.
    private mutating func look(at milliseconds: Int, isPending: Bool = false, hasNews: Bool = false) {
        settling.beginLook(at: at(milliseconds))
        settling.endLook(at: at(milliseconds), isPending: isPending, hasNews: hasNews)
    }

    @Test("is never before something was noticed")
    func idle() {
        #expect(settling.due == nil)
    }

    @Test("waits until a burst is quiet")
    mutating func quiet() {
        settling.notice(at: at(0))
        #expect(settling.due == at(25))
        settling.notice(at: at(20))
        #expect(settling.due == at(45))
    }

    @Test("does not wait for ever for a burst that does not end")
    mutating func limit() {
        for millisecond in stride(from: 0, to: 1000, by: 10) { settling.notice(at: at(millisecond)) }
        #expect(settling.due == at(250))
    }

    /// When looks come that take no time, if there is a change at each of these milliseconds.
    private mutating func looks(for changes: [Int], lookingFor duration: Int = 0) -> [Int] {
        let changes = Set(changes)
        var looks: [Int] = []
        var end: Int?
        for millisecond in 0..<20_000 {
            if changes.contains(millisecond) { settling.notice(at: at(millisecond)) }
            if end == millisecond { settling.endLook(at: at(millisecond), isPending: false, hasNews: true) }
            guard let due = settling.due, due <= at(millisecond) else { continue }
            settling.beginLook(at: at(millisecond))
            looks.append(millisecond)
            end = millisecond + duration
            if duration == 0 { settling.endLook(at: at(millisecond), isPending: false, hasNews: true) }
        }
        return looks
    }

    @Test("comes less and less often in a storm, and once more when the storm is over")
    mutating func storm() {
        let looks = looks(for: Array(0..<10_000))
        #expect(looks == [250, 1250, 5250, 10_249])
    }

    @Test("takes changes that come during looks for a storm, pauses and all")
    mutating func stormWithPauses() {
        let looks = looks(for: Array(stride(from: 0, to: 8000, by: 40)), lookingFor: 100)
        #expect(looks.count <= 5)
        #expect(looks.last.map { $0 > 7960 } == true)
    }

    @Test("comes at once for each of many changes that wait for one another")
    mutating func sequence() {
        let looks = looks(for: Array(stride(from: 0, to: 5000, by: 50)), lookingFor: 10)
        #expect(looks == Array(stride(from: 25, to: 5000, by: 50)))
    }

    @Test("does not wait at all where a person or the start is the reason")
    mutating func hurry() {
        settling.hurry(at: at(100))
        #expect(settling.due == at(100))
    }

    @Test("does not wait either where a person asks during a look or in the middle of a storm")
    mutating func hurryInStorm() {
        for millisecond in 0...250 { settling.notice(at: at(millisecond)) }
        settling.beginLook(at: at(250))
        settling.hurry(at: at(260))
        #expect(settling.due == nil, "one look at a time")
        settling.endLook(at: at(270), isPending: false, hasNews: true)
        #expect(settling.due == at(260))
        look(at: 270)
        #expect(settling.due.map { $0 > at(270) } == true, "what it was asked for is done")
    }

    @Test("asks for exactly one more look for any number of changes during one")
    mutating func changesDuringLook() {
        settling.notice(at: at(0))
        settling.beginLook(at: at(25))
        for millisecond in 30..<40 { settling.notice(at: at(millisecond)) }
        #expect(settling.due == nil, "one look at a time")
        settling.endLook(at: at(50), isPending: false, hasNews: true)
        #expect(settling.due == at(139), "what changes during a look may be a storm")
        look(at: 139)
        #expect(settling.due == at(139 + 60_000), "nothing but the resync is left")
    }

    @Test("looks without a reason once in a while")
    mutating func resync() {
        settling.notice(at: at(0))
        look(at: 30)
        #expect(settling.due == at(60_030))
        look(at: 60_030)
        #expect(settling.due == at(120_030))
    }

    @Test("follows a pending device at 50 ms, 100 ms and so on up to 5 s")
    mutating func pending() {
        settling.hurry(at: at(0))
        look(at: 0, isPending: true, hasNews: true)
        var now = 0
        var delays: [Int] = []
        for _ in 0..<10 {
            guard let due = settling.due else { break }
            let delay = at(now).duration(to: due)
            delays.append(Int(delay.components.seconds * 1000 + delay.components.attoseconds / 1_000_000_000_000_000))
            now += delays.last ?? 0
            look(at: now, isPending: true)
        }
        #expect(delays == [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test("follows a pending device closely again after it made progress, and not at all once it is ready")
    mutating func progress() {
        settling.hurry(at: at(0))
        look(at: 0, isPending: true, hasNews: true)
        look(at: 50, isPending: true)
        #expect(settling.due == at(150))
        look(at: 150, isPending: true, hasNews: true)
        #expect(settling.due == at(200))
        look(at: 200)
        #expect(settling.due == at(60_200))
    }

    @Test("comes soon where something went wrong between two looks, until it is right")
    mutating func retry() {
        settling.hurry(at: at(0))
        look(at: 0)
        settling.needsRetry(at: at(10_000), hasNews: true)
        #expect(settling.due == at(10_050))
        settling.needsRetry(at: at(10_020), hasNews: false)
        #expect(settling.due == at(10_050), "it is owed already")
        look(at: 10_050, isPending: true)
        #expect(settling.due == at(10_150))
        look(at: 10_150)
        #expect(settling.due == at(70_150))
    }

    @Test("says why it comes where nobody has asked for it")
    mutating func reasons() {
        settling.notice(at: at(0))
        #expect(settling.ownReason(at: at(25)) == nil)
        look(at: 25, isPending: true)
        #expect(settling.ownReason(at: at(75)) == .pending)
        look(at: 75)
        #expect(settling.ownReason(at: at(60_075)) == .resync)
    }

    @Test("leaves a device that stays pending for ten minutes to events and the resync")
    mutating func patience() {
        settling.hurry(at: at(0))
        look(at: 0, isPending: true, hasNews: true)
        var looks = 0
        var now = at(0)
        while let due = settling.due, now.duration(to: due) < .seconds(60) {
            now = due
            settling.beginLook(at: now)
            settling.endLook(at: now, isPending: true, hasNews: false)
            looks += 1
        }
        #expect(looks == 125)
        #expect(start.duration(to: now) > .seconds(590))
        #expect(settling.due == now.advanced(by: .seconds(60)))
    }

    @Test("obeys new times at once")
    mutating func otherTimes() {
        settling.notice(at: at(0))
        settling.change(to: SettlingTimes(quiet: .milliseconds(100), limit: .seconds(1), resync: .seconds(5)))
        #expect(settling.due == at(100))
        look(at: 100)
        #expect(settling.due == at(5100))
    }
}
