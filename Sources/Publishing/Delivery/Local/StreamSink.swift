private import Documents
private import Files
private import ResourceSlices
package import SystemPackage

/// Writes each state as one line to a descriptor, for programs that read it from a pipe or a file: a `List` of all
/// slices in JSON.
///
/// Lines are whole. A line that could be written only in part is brought to its end before the next one begins.
package final class StreamSink: SliceSink {
    private struct Line {
        let pool: PoolSnapshot
        let version: APIVersion
        var rest: ArraySlice<UInt8> = []

        init(_ publication: SlicePublication) {
            pool = publication.pool
            version = publication.renderer.dialect.apiVersion
        }

        func isSame(as other: Line?) -> Bool { pool == other?.pool && version == other?.version }
    }

    private struct State {
        /// The last one of which anything was written.
        var line: Line?
    }

    private let descriptor: FileDescriptor
    private let name: String
    private let worker = SerialWorker("apus.sink.stream", State())

    /// The descriptor stays the caller's. `name` is what people call it.
    package init(_ descriptor: FileDescriptor = .standardOutput, name: String = "Standard output") {
        self.descriptor = descriptor
        self.name = name
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        let (descriptor, name) = (descriptor, name)
        try await worker.run { state throws(SinkFailure) in
            do throws(Errno) {
                try Self.write(publication, to: descriptor, &state)
            } catch {
                throw Self.failure(name, error)
            }
        }
    }

    private static func write(
        _ publication: SlicePublication, to descriptor: FileDescriptor, _ state: inout State
    ) throws(Errno) {
        let writer = BlockingWriter(descriptor)
        if var line = state.line {
            defer { state.line = line }
            try writer.write(&line.rest)
        }
        var line = Line(publication)
        guard !line.isSame(as: state.line) else { return }
        let text = line.pool.list(line.version).compactJSONText + "\n"
        let bytes = Array(text.utf8)
        line.rest = bytes[...]
        defer { if line.rest.count < bytes.count { state.line = line } }
        try writer.write(&line.rest)
    }

    private static func failure(_ name: String, _ error: Errno) -> SinkFailure {
        switch error {
        case .brokenPipe:
            .rejected("\(name) cannot be written: nobody reads it any more. Start the reader and this program again.")
        case .badFileDescriptor:
            .rejected("\(name) cannot be written: it is closed. Start this program with a place to write to.")
        case .noSpace, .diskQuotaExceeded:
            .unavailable("\(name) cannot be written: \(error). Free some space where it leads to.")
        default: .unavailable("\(name) cannot be written: \(error).")
        }
    }
}
