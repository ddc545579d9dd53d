import SystemPackage
import Testing

import LibUdev

@testable import HostEvents

@Suite("What libudev's socket has") struct UdevDrainTests {
    @Test func `is reported until nothing is left`() throws {
        var source = Source([.event(subsystem: "pci"), .event(subsystem: "drm"), .drained, .event(subsystem: "late")])
        #expect(try source.drained() == [.event(subsystem: "pci"), .event(subsystem: "drm")])
        #expect(source.remaining == 1)
    }

    @Test func `goes on after an overrun, which is an error of the socket and yet none`() throws {
        var source = Source([.event(subsystem: "pci"), .overrun, .event(subsystem: "drm"), .drained])
        #expect(
            try source.drained(isTroubled: true) == [.event(subsystem: "pci"), .overrun, .event(subsystem: "drm")])
        var lone = Source([.overrun, .drained])
        #expect(try lone.drained(isTroubled: true) == [.overrun])
    }

    @Test func `does not hang on a message that is for others`() throws {
        var source = Source([.skipped(.invalidArgument), .event(subsystem: "pci"), .skipped(.ioError), .drained])
        #expect(try source.drained() == [.event(subsystem: "pci")])
        #expect(source.remaining == 0)
    }

    @Test func `is nothing, when a message was for others that had been announced`() throws {
        var source = Source([.drained])
        #expect(try source.drained() == [])
    }

    @Test func `is an error where there is trouble and nothing to receive`() {
        var source = Source([.drained])
        #expect(throws: UdevMonitorError.closed) { try source.drained(isTroubled: true) }
    }

    @Test func `is an error where nothing but failures comes, and no endless loop`() {
        var source = Source([], then: .skipped(.badFileDescriptor))
        #expect(throws: UdevMonitorError.receiving(.badFileDescriptor)) { try source.drained() }
    }

    @Test func `may be many messages for others, as long as it ends`() throws {
        for _ in 0..<3 {
            var source = Source(Array(repeating: .skipped(.invalidArgument), count: UdevDrain.most - 1) + [.drained])
            #expect(try source.drained() == [])
        }
    }

    @Test func `is left for the next time when it is too much, so that an end is heard of in a storm`() throws {
        var source = Source([], then: .event(subsystem: "pci"))
        #expect(try source.drained().count == UdevDrain.most)
        #expect(try source.drained().count == UdevDrain.most)
    }
}

private struct Source {
    private var receptions: ArraySlice<UdevReception>
    private let last: UdevReception
    private var drain = UdevDrain()

    init(_ receptions: [UdevReception], then last: UdevReception = .drained) {
        self.receptions = receptions[...]
        self.last = last
    }

    var remaining: Int { receptions.count }

    mutating func drained(isTroubled: Bool = false) throws -> [UdevNotification] {
        var notifications: [UdevNotification] = []
        var drain = drain
        var receptions = receptions
        defer { (self.drain, self.receptions) = (drain, receptions) }
        try drain.run(isTroubled: isTroubled, next: { receptions.popFirst() ?? last }) { notifications.append($0) }
        return notifications
    }
}
