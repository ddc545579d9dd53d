import Logging
import Operations
import StatusFile
import Synchronization

/// Keeps what is written, and a clock that stands.
final class LinesOfALog: Sendable {
    let dial: LogDial
    private let written = Mutex<[String]>([])
    private let isRead = Mutex(true)
    private let journal: JournalSocket?

    init(_ style: LogStyle, level: Logger.Level = .trace, journal: JournalSocket? = nil) {
        dial = LogDial(level: level, style: style)
        self.journal = journal
    }

    var lines: [String] { written.withLock { $0 } }

    /// Whether somebody takes what is written.
    func setRead(_ isRead: Bool) { self.isRead.withLock { $0 = isRead } }

    func logger(_ provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(
            label: "test",
            factory: { _ in
                LineLogHandler(
                    self.dial, metadataProvider: provider,
                    now: { Timestamp(secondsSince1970: 1_748_779_200, milliseconds: 7) },
                    write: { line in
                        guard self.isRead.withLock({ $0 }) else { return false }
                        self.written.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
                        return true
                    }, journal: self.journal)
            })
    }
}
