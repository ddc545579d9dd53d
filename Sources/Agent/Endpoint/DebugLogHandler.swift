internal import Logging

/// Hands on what a library says, as something that only those want who look for a fault in it.
struct DebugLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace
    let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let error = event.error { all["error"] = "\(error)" }
        if let own = event.metadata { all.merge(own) { $1 } }
        logger.log(level: min(event.level, .debug), event.message, metadata: all)
    }
}
