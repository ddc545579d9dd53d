package import Logging

/// Hands on what a library says, at the lowest level whatever weight it gives that: it names its own types, and means
/// people who know its source.
package struct LibraryLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level = .trace
    private let logger: Logger

    package init(_ logger: Logger) { self.logger = logger }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let error = event.error { all["error"] = "\(error)" }
        if let own = event.metadata { all.merge(own) { $1 } }
        logger.log(level: .trace, event.message, metadata: all)
    }
}

extension Logger {
    /// For a library to talk to.
    package var forLibraries: Logger { Logger(label: label) { _ in LibraryLogHandler(self) } }
}
