import Testing

/// What a daemon logs. Tests wait for lines of it, never for time: a line is written after what it tells has happened.
final class DaemonLog {
    private let source: Lines
    private(set) var lines: [String] = []

    init(_ source: Lines) { self.source = source }

    /// Reads until a line contains the text.
    @discardableResult
    func wait(for text: String, _ place: SourceLocation = #_sourceLocation) throws -> String {
        while let line = source.next() {
            lines.append(line)
            if line.contains(text) { return line }
        }
        let tail = lines.suffix(40).joined(separator: "\n")
        Issue.record("The log never says \"\(text)\":\n\(tail)", sourceLocation: place)
        throw Silence()
    }

    /// Reads what there is until the program ends.
    func drain() { while let line = source.next() { lines.append(line) } }

    /// How often it has said so, as far as it was read.
    func count(_ text: String) -> Int { lines.count { $0.contains(text) } }

    struct Silence: Error {}
}
