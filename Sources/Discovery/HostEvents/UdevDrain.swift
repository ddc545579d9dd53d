internal import LibUdev
private import SystemPackage

/// Receives what has arrived, and finds out when a socket will never again have anything.
struct UdevDrain {
    /// Attempts at one go, so that a storm of events does not keep the thread from hearing that it is to end.
    static let most = 1024

    private var skipped = 0

    /// Receives until nothing is left or it is enough for now, where `poll` will say again that there is something.
    ///
    /// `isTroubled` says that the socket has an error or was hung up. An overrun is such an error, and it is gone once
    /// received; where nothing at all is received, the trouble stays.
    mutating func run(
        isTroubled: Bool, next: () -> UdevReception, report: (UdevNotification) -> Void
    ) throws(UdevMonitorError) {
        for attempt in 0..<Self.most {
            switch next() {
            case .event(let subsystem):
                skipped = 0
                report(.event(subsystem: subsystem))
            case .overrun:
                skipped = 0
                report(.overrun)
            case .drained:
                skipped = 0
                guard isTroubled, attempt == 0 else { return }
                throw .closed
            case .skipped(let error):
                // A message that is skipped is gone; so many in a row are an error that stays.
                skipped += 1
                guard skipped < Self.most else { throw .receiving(error) }
            }
        }
    }
}
