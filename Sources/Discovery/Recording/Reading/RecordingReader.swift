private import Files
private import SystemPackage

/// Reads a recording's records one after the other, without ever holding the whole file.
package struct RecordingReader {
    private let path: String
    private let limits: Limits

    /// What a recording may hold. A stranger's could otherwise use up all files that the file system has, with few bytes
    /// each.
    package struct Limits: Sendable {
        package var devices: Int
        package var files: Int

        package init(devices: Int, files: Int) {
            self.devices = devices
            self.files = files
        }

        /// Three times what a machine of ten thousand functions has.
        package static let standard = Limits(devices: 100_000, files: 1_500_000)
    }

    package init(path: String, limits: Limits = .standard) {
        self.path = path
        self.limits = limits
    }

    /// Gives each record to `use`; what that throws ends the reading. Returns how many records there were.
    @discardableResult
    package func read(_ use: (DeviceRecord) throws(RecordingError) -> Void) throws(RecordingError) -> Int {
        let file: Descriptor
        do {
            file = try Descriptor(FilePath(path))
        } catch {
            throw .unreadable(path: path, reason: error.description)
        }
        var lines = LineSplitter()
        var records = RecordCount(path: path, limits: limits)
        while let chunk = try nextChunk(file) {
            for line in lines.take(chunk) { try records.take(line, use) }
            guard lines.isOfBearableLength else { throw records.tooLong }
        }
        guard lines.isAtLineStart else { throw records.cutOff }
        return try records.finish(use)
    }

    /// Nil at the end of the file.
    private func nextChunk(_ file: borrowing Descriptor) throws(RecordingError) -> [UInt8]? {
        do {
            let chunk = try file.piece(upTo: 1 << 16)
            return chunk.isEmpty ? nil : chunk
        } catch {
            throw .unreadable(path: path, reason: error.description)
        }
    }
}

/// Counts lines and records while parsing.
private struct RecordCount {
    let path: String
    private var parser = RecordParser()
    private var line = 0
    private var count = 0
    private var files = 0
    private let limits: RecordingReader.Limits

    init(path: String, limits: RecordingReader.Limits) {
        self.path = path
        self.limits = limits
    }

    /// What is left of a value that was cut in its middle would be taken for a fact.
    var cutOff: RecordingError {
        .malformed(path: path, line: line + 1, why: "the line does not end with a newline; is the recording cut off?")
    }

    var tooLong: RecordingError {
        .malformed(
            path: path, line: line + 1, why: "the line is longer than any attribute, so this may be no recording")
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
        files += record.attributes.count + record.symbolicLinks.count
        if count > limits.devices { throw .tooLarge(path: path, limit: "\(limits.devices) devices") }
        if files > limits.files { throw .tooLarge(path: path, limit: "\(limits.files) files") }
        try use(record)
    }
}

/// Cuts a stream of chunks into lines; a line's bytes are moved at most once more than they are read.
private struct LineSplitter {
    private var begun: [UInt8] = []

    /// The lines that the chunk completes, without their newlines.
    mutating func take(_ chunk: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = chunk.startIndex
        while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if begun.isEmpty {
                lines.append(chunk[start..<end])
            } else {
                begun += chunk[start..<end]
                lines.append(begun[...])
                begun = []
            }
            start = end + 1
        }
        begun += chunk[start...]
        return lines
    }

    /// The largest attributes are a graphics card's tables of some kibibytes; what never ends must not fill the memory.
    var isOfBearableLength: Bool { begun.count < 1 << 23 }

    /// Whether all that was taken has been given out.
    var isAtLineStart: Bool { begun.isEmpty }
}
