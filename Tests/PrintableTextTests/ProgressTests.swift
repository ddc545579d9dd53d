import PrintableText
import Testing

@Suite("Progress") struct ProgressTests {
    private let beginning = ContinuousClock.now

    @Test func `is shown of work that takes longer than a second, ten times a second at most`() {
        var progress = ProgressText("PCI functions read", from: beginning)
        let lines = [0, 500, 999, 1000, 1050, 1100, 1199, 5000].map { milliseconds in
            progress.line(milliseconds, of: 10_000, at: beginning + .milliseconds(milliseconds))
        }
        #expect(
            lines == [
                nil, nil, nil, "\r\u{1b}[KPCI functions read: 1000 of 10000", nil,
                "\r\u{1b}[KPCI functions read: 1100 of 10000", nil, "\r\u{1b}[KPCI functions read: 5000 of 10000",
            ])
    }

    @Test func `leaves nothing behind`() {
        var progress = ProgressText("x", from: beginning)
        #expect(progress.line(1, of: 2, at: beginning) == nil)
        #expect(progress.end() == nil)
        #expect(progress.line(1, of: 2, at: beginning + .seconds(2)) != nil)
        #expect(progress.end() == "\r\u{1b}[K")
        #expect(progress.end() == nil)
    }
}
