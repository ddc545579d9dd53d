import DirectoryWatch
package import Logging
package import Sinks
package import SystemPackage

/// A sink that keeps files: what somebody does to them is noticed and put right.
package struct WatchedSink: SliceSink {
    private let sink: any SliceSink
    private let directory: WatchedDirectory
    private let logger: Logger

    /// Of the files in the directory, those count whose names end with one of the suffixes: temporary ones must not.
    package init(_ sink: any SliceSink, keeping directory: FilePath, suffixes: [String], logger: Logger) {
        self.sink = sink
        self.directory = WatchedDirectory(directory, of: .files, names: .suffixed(suffixes))
        self.logger = logger
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        try await sink.publish(publication)
    }

    package func watch(_ lookAgain: @Sendable @escaping () -> Void) async {
        do {
            try await DirectoryWatch([directory]).run {
            } unwatched: { path, error in
                logger.warning("What others do to slices in \(path) is not noticed: \(error)")
            } report: { _ in
                lookAgain()
            }
        } catch {
            logger.warning("What others do to slices in \(directory.path) is not noticed: \(error)")
        }
    }

    package func close() async { await sink.close() }
}
