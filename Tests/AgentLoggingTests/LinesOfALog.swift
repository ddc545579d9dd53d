import AgentLogging
import Logging
import Synchronization

/// Keeps what is written, and a clock that stands.
final class LinesOfALog: Sendable {
    let dial: LogDial
    private let written = Mutex<[String]>([])

    init(_ style: LogStyle, level: Logger.Level = .trace) { dial = LogDial(level: level, style: style) }

    var lines: [String] { written.withLock { $0 } }

    func logger(_ provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(
            label: "test",
            factory: { _ in
                LineLogHandler(
                    self.dial, metadataProvider: provider,
                    now: { Timestamp(secondsSince1970: 1_748_779_200, milliseconds: 7) },
                    write: { line in self.written.withLock { $0.append(String(decoding: line, as: UTF8.self)) } })
            })
    }
}
