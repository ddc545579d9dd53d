package import Logging
package import StatusFile
internal import Synchronization

/// Writes each entry of the log as one line.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let dial: LogDial
    private var ownLevel: Logger.Level?
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Bool
    private let journal: JournalSocket?

    /// `write` gets whole lines, may be called from several threads at once, and returns whether it has taken the line.
    /// Entries in the journal's style go to the journal itself where there is one, and as lines where it does not take them.
    package init(
        _ dial: LogDial, metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now() },
        write: @escaping @Sendable ([UInt8]) -> Bool = { StandardError.write($0) }, journal: JournalSocket? = nil
    ) {
        self.dial = dial
        self.metadataProvider = metadataProvider
        self.now = now
        self.write = write
        self.journal = journal
    }

    /// The dial's, unless a logger was given one of its own.
    package var logLevel: Logger.Level {
        get { ownLevel ?? dial.level }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let metadataProvider { all.merge(metadataProvider.get()) { $1 } }
        if let error = event.error { all["error"] = .string(String(describing: error)) }
        if let own = event.metadata { all.merge(own) { $1 } }
        let line = LogLine(level: event.level, message: event.message.description, metadata: all)
        dial.losses.withLock { losses in
            if losses > 0, put(Self.report(of: losses)) { losses = 0 }
            if !put(line) { losses += 1 }
        }
    }

    private func put(_ line: LogLine) -> Bool {
        let style = dial.style
        if style == .journal, let journal, journal.take(line) { return true }
        return write(Array(line.text(style, at: now).utf8))
    }

    private static func report(of losses: Int) -> LogLine {
        let lines = losses == 1 ? "1 line of the log was" : "\(losses) lines of the log were"
        return LogLine(level: .warning, message: "\(lines) lost here, because nobody read them.", metadata: [:])
    }
}

/// Level and style of all loggers that share it, so that a configuration read anew is in force at once; and how many
/// lines they have lost since the last one that was taken.
package final class LogDial: Sendable {
    private let setting: Mutex<(level: Logger.Level, style: LogStyle)>
    let losses = Mutex(0)

    package init(level: Logger.Level, style: LogStyle) { setting = Mutex((level, style)) }

    package func turn(level: Logger.Level, style: LogStyle) { setting.withLock { $0 = (level, style) } }

    package var level: Logger.Level { setting.withLock { $0.level } }

    package var style: LogStyle { setting.withLock { $0.style } }
}
