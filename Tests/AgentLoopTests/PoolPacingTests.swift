import Testing

@testable import AgentLoop

@Suite("The pace of publications")
struct PoolPacingTests {
    private let start = ContinuousClock.now
    private var pacing = PoolPacing<ContinuousClock.Instant>()

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test("lets the first state out at once")
    mutating func first() {
        let isPublished = pacing.mayPublish(at: at(0), isCalm: true)
        #expect(isPublished)
        #expect(pacing.due == nil)
    }

    @Test("holds a state back until a second after the one before")
    mutating func interval() {
        pacing.published(at: at(0))
        let isPublished = pacing.mayPublish(at: at(400), isCalm: true)
        #expect(!isPublished)
        #expect(pacing.due == at(1000))
        #expect(!pacing.isDue(at: at(999), isCalm: true))
        #expect(pacing.isDue(at: at(1000), isCalm: true))
        let isPublishedLater = pacing.mayPublish(at: at(1000), isCalm: true)
        #expect(isPublishedLater)
        #expect(pacing.due == nil)
    }

    @Test("holds a state back while a storm goes on, however long ago the last one was")
    mutating func storm() {
        pacing.published(at: at(0))
        let isPublished = pacing.mayPublish(at: at(5000), isCalm: false)
        #expect(!isPublished)
        #expect(!pacing.isDue(at: at(5000), isCalm: false))
        #expect(pacing.isDue(at: at(5001), isCalm: true))
    }
}
