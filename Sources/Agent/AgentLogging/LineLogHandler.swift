package import Logging

/// Writes each entry of the log as one line.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let dial: LogDial
    private var ownLevel: Logger.Level?
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Void

    /// `write` gets whole lines, and may be called from several threads at once.
    package init(
        _ dial: LogDial, metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now() },
        write: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }
    ) {
        self.dial = dial
        self.metadataProvider = metadataProvider
        self.now = now
        self.write = write
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
        write(Array(line.text(dial.style, at: now).utf8))
    }
}
