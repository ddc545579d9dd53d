private import Files
package import SystemPackage

/// Keeps one file for each slice in a directory, for programs that read slices from files.
///
/// Files of others stay. Its own are those that it has written and, from earlier runs, slices of the same driver for the
/// same node, whatever their names: they go when they are obsolete. So do the temporary files that a killed run has left.
package final class DirectorySink: SliceSink {
    package let path: FilePath
    private let worker: SerialWorker<SliceDirectory>

    /// The directory is made with its parents when it is missing.
    package init(_ path: FilePath, format: DirectorySinkSettings.Format = .yaml) {
        self.path = path
        worker = SerialWorker("apus.sink.directory", SliceDirectory(path, format))
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        try await worker.run { directory throws(SinkFailure) in
            do throws(AtomicFileError) {
                try directory.hold(publication)
            } catch {
                // Even what a person has to change costs little to try again.
                throw .unavailable(error.description)
            }
        }
    }
}
