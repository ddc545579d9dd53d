import Hardware
import Testing

@testable import AgentLoop

@Suite("The patience with pending devices")
struct PendingPatienceTests {
    private let start = ContinuousClock.now
    private var patience = PendingPatience()

    private mutating func judge(_ inventory: Inventory, after seconds: Int) -> Inventory {
        patience.judge(inventory, at: start.advanced(by: .seconds(seconds)))
    }

    private func pending(_ reason: String) -> Inventory {
        let cards = Inventory.cards(2)
        return Inventory(
            host: cards.host,
            accelerators: cards.accelerators.enumerated().map { index, card in
                guard index == 0 else { return card }
                var card = card
                card.readiness = .pending(reason)
                card.offer = .withheld(as: .pending, because: "pending: \(reason)")
                return card
            })
    }

    @Test mutating func `changes nothing about devices that are pending for less than ten minutes`() {
        let inventory = pending("its node is missing")
        for seconds in [0, 300, 599] {
            let judged = judge(inventory, after: seconds)
            #expect(judged == inventory)
        }
    }

    @Test mutating func `tells of a device that has been pending for a minute, once`() throws {
        let inventory = pending("its node is missing")
        let name = try #require(inventory.accelerators.first?.name)
        var told: [[DeviceName]] = []
        for seconds in [0, 59, 60, 61, 300] {
            _ = judge(inventory, after: seconds)
            told.append(patience.overdue(at: start.advanced(by: .seconds(seconds))))
        }
        #expect(told == [[], [], [name], [], []])
        // It was ready in the meantime.
        _ = judge(.cards(2), after: 301)
        #expect(patience.overdue(at: start.advanced(by: .seconds(301))) == [])
        _ = judge(inventory, after: 302)
        _ = judge(inventory, after: 362)
        #expect(patience.overdue(at: start.advanced(by: .seconds(362))) == [name])
    }

    @Test mutating func `ends after ten minutes with a final reason, and leaves the others alone`() throws {
        let inventory = pending("its node is missing")
        _ = judge(inventory, after: 0)
        let judged = judge(inventory, after: 600)
        let device = try #require(judged.accelerators.first)
        #expect(device.readiness == .failed("it was waited for 10 minutes: its node is missing"))
        #expect(
            device.offer == .withheld(as: .failed, because: "failed: it was waited for 10 minutes: its node is missing")
        )
        #expect(!judged.hasPending)
        #expect(judged.accelerators.dropFirst().elementsEqual(inventory.accelerators.dropFirst()))
        let later = judge(inventory, after: 6000)
        #expect(later == judged)
    }

    @Test mutating func `begins anew when the device was something else, or is pending for another reason`() {
        _ = judge(pending("its node is missing"), after: 0)
        let other = pending("udev has not finished with it")
        let changed = judge(other, after: 590)
        #expect(changed == other)
        let followed = judge(other, after: 1189)
        #expect(followed == other)
        _ = judge(.cards(2), after: 1195)
        let again = judge(other, after: 1200)
        #expect(again == other)
    }
}
