import Testing
import TestSupport

@testable import AgentLoop

@Suite("The loop's inbox", .timeLimit(.minutes(1)))
struct InboxTests {
    private let inbox = Inbox()
    private let clock = TestClock()

    @Test func `merges notices of one kind and counts changes by where they came from`() {
        for _ in 0..<1000 { inbox.changed("pci") }
        inbox.changed("drm")
        inbox.overran()
        inbox.reload()
        inbox.reload()
        let notices = inbox.take()
        #expect(notices.changes == ["pci": 1000, "drm": 1])
        #expect(notices.overruns == 1)
        #expect(notices.reload)
        #expect(inbox.take().isEmpty, "what was taken is gone")
    }

    @Test func `does not wait where there is something already`() async {
        inbox.specDirectoryChanged()
        await inbox.wait(until: nil, clock)
        #expect(inbox.take().specDirectoryChanged)
    }

    @Test func `wakes up when something comes`() async {
        async let waited: Void = inbox.wait(until: clock.now.advanced(by: .seconds(3600)), clock)
        inbox.changed("pci")
        await waited
        #expect(inbox.take().changes == ["pci": 1])
    }

    @Test func `wakes up at the instant`() async {
        async let waited: Void = inbox.wait(until: clock.now.advanced(by: .seconds(3600)), clock)
        #expect(await clock.sleeps.next() == .seconds(3600))
        clock.advance(by: .seconds(3600))
        await waited
        #expect(inbox.take().isEmpty)
    }

    @Test func `wakes up when its task is cancelled, without an instant and with one`() async {
        for deadline in [nil, clock.now.advanced(by: .seconds(3600))] {
            let waiting = Task { [inbox, clock] in await inbox.wait(until: deadline, clock) }
            waiting.cancel()
            await waiting.value
        }
        #expect(inbox.take().isEmpty)
    }

    @Test func `loses nothing of what many leave at once`() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { [inbox] in for _ in 0..<100 { inbox.changed("pci") } }
            }
        }
        #expect(inbox.take().changes == ["pci": 10_000])
    }
}
