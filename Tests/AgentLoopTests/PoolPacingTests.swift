import Testing

@testable import AgentLoop

@Suite("The pace of publications")
struct PoolPacingTests {
    private let start = ContinuousClock.now
    private var pacing = PoolPacing<ContinuousClock.Instant>()

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test("lets the first state out at once")
    mutating func first() {
        let isPublished = pacing.mayPublish(at: at(0), calmFrom: nil)
        #expect(isPublished)
        #expect(pacing.due(calmFrom: nil) == nil)
    }

    @Test("holds a state back until a second after the one before")
    mutating func interval() {
        pacing.published(at: at(0))
        let isPublished = pacing.mayPublish(at: at(400), calmFrom: at(400))
        #expect(!isPublished)
        #expect(pacing.due(calmFrom: at(400)) == at(1000))
        let isPublishedLater = pacing.mayPublish(at: at(1000), calmFrom: at(400))
        #expect(isPublishedLater)
        #expect(pacing.due(calmFrom: at(400)) == nil)
    }

    @Test("holds a state back no longer where nothing ever changed")
    mutating func neverChanged() {
        pacing.published(at: at(0))
        let isPublished = pacing.mayPublish(at: at(400), calmFrom: nil)
        #expect(!isPublished)
        #expect(pacing.due(calmFrom: nil) == at(1000))
    }

    @Test("holds a state back while a storm goes on, however long ago the last one was")
    mutating func storm() {
        pacing.published(at: at(0))
        let isPublished = pacing.mayPublish(at: at(5000), calmFrom: at(5100))
        #expect(!isPublished)
        #expect(pacing.due(calmFrom: at(5100)) == at(5100))
        #expect(pacing.due(calmFrom: at(6000)) == at(6000), "the storm goes on")
    }

    @Test("does not hold a state back for more than half a minute")
    mutating func patience() {
        pacing.published(at: at(0))
        for now in stride(from: 5000, to: 35_000, by: 100) {
            let isPublished = pacing.mayPublish(at: at(now), calmFrom: at(now + 250))
            #expect(!isPublished, "after \(now) ms")
        }
        #expect(pacing.due(calmFrom: at(40_000)) == at(35_000))
        let isPublished = pacing.mayPublish(at: at(35_000), calmFrom: at(35_250))
        #expect(isPublished)
        #expect(pacing.due(calmFrom: at(35_250)) == nil)
    }
}
