private import Glibc

/// Reads a recording's records one after the other, without ever holding the whole file.
package struct RecordingReader {
    private let path: String

    package init(path: String) {
        self.path = path
    }

    /// Gives each record to `use`; what that throws ends the reading. Returns how many records there were.
    @discardableResult
    package func read(_ use: (DeviceRecord) throws(RecordingError) -> Void) throws(RecordingError) -> Int {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var lines = LineSplitter()
        var records = RecordCount(path: path)
        while let chunk = try nextChunk(descriptor) {
            for line in lines.take(chunk) { try records.take(line, use) }
            guard lines.isOfBearableLength else { throw records.tooLong }
        }
        guard lines.isAtLineStart else { throw records.cutOff }
        return try records.finish(use)
    }

    /// Nil at the end of the file.
    private func nextChunk(_ descriptor: Int32) throws(RecordingError) -> [UInt8]? {
        while true {
            var failure: Int32 = 0
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failure = got < 0 ? errno : 0
                count = max(0, got)
            }
            if failure == EINTR { continue }
            guard failure == 0 else {
                throw .unreadable(path: path, reason: unsafe String(cString: strerror(failure)))
            }
            return chunk.isEmpty ? nil : chunk
        }
    }
}

/// Counts lines and records while parsing.
private struct RecordCount {
    let path: String
    private var parser = RecordParser()
    private var line = 0
    private var count = 0

    init(path: String) {
        self.path = path
    }

    /// What is left of a value that was cut in its middle would be taken for a fact.
    var cutOff: RecordingError {
        .malformed(path: path, line: line + 1, why: "the line does not end with a newline; is the recording cut off?")
    }

    var tooLong: RecordingError {
        .malformed(path: path, line: line + 1, why: "the line is longer than any attribute; is this a recording?")
    }

    mutating func take(
        _ bytes: ArraySlice<UInt8>, _ use: (DeviceRecord) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        line += 1
        try emit(use) { parser throws(RecordParser.Refusal) in try parser.take(bytes) }
    }

    mutating func finish(_ use: (DeviceRecord) throws(RecordingError) -> Void) throws(RecordingError) -> Int {
        try emit(use) { parser throws(RecordParser.Refusal) in try parser.finish() }
        guard count > 0 else { throw .empty(path: path) }
        return count
    }

    private mutating func emit(
        _ use: (DeviceRecord) throws(RecordingError) -> Void,
        _ step: (inout RecordParser) throws(RecordParser.Refusal) -> DeviceRecord?
    ) throws(RecordingError) {
        let record: DeviceRecord?
        do throws(RecordParser.Refusal) {
            record = try step(&parser)
        } catch {
            throw .malformed(path: path, line: line, why: error.why)
        }
        guard let record else { return }
        count += 1
        try use(record)
    }
}
