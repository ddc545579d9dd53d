import Documents
import TestSupport
import Testing

/// A daemon's log. Tests wait for events in it, never for time: an event is written after it has happened.
final class DaemonLog {
    private let source: Lines
    private(set) var lines: [String] = []
    private var entries: [Entry] = []

    /// A line that tells of an event has its name and its facts; others are only text.
    private struct Entry {
        let text: String
        let facts: [String: String]

        init(_ line: String) {
            let document = try? YAMLNode.parse(Array(line.utf8))
            text = Document(document)["message"].text ?? line
            let pairs = Document(document)["metadata"].pairs
            facts = Dictionary(pairs) { first, _ in first }
        }

        func isAbout(_ event: String?, _ wanted: [String: String], _ text: String) -> Bool {
            (event == nil || facts["event"] == event) && self.text.contains(text)
                && wanted.allSatisfy { facts[$0.key] == $0.value }
        }
    }

    init(_ source: Lines) { self.source = source }

    /// Reads until there is such an event.
    func wait(
        for event: String?, _ facts: [String: String] = [:], saying text: String = "",
        at place: SourceLocation = #_sourceLocation
    ) throws {
        while let line = source.next() {
            if add(line).isAbout(event, facts, text) { return }
        }
        let tail = lines.suffix(40).joined(separator: "\n")
        Issue.record("There is never \(event ?? "a line") \(facts) \(text):\n\(tail)", sourceLocation: place)
        throw Silence()
    }

    /// The same for a line that may be none of an event.
    func wait(saying text: String, at place: SourceLocation = #_sourceLocation) throws {
        try wait(for: nil, saying: text, at: place)
    }

    /// Reads until there were all of them, in whatever order.
    func wait(forAll events: String..., at place: SourceLocation = #_sourceLocation) throws {
        for event in events where count(event) == 0 { try wait(for: event, at: place) }
    }

    /// Waits until something is different about a device.
    func wait(
        forDevice device: String, _ change: String, _ state: String, saying text: String = "",
        at place: SourceLocation = #_sourceLocation
    ) throws {
        try wait(for: "device", ["device": device, "change": change, "state": state], saying: text, at: place)
    }

    /// Waits until the sink has so many devices of this node.
    func wait(forDelivered devices: Int, at place: SourceLocation = #_sourceLocation) throws {
        try wait(for: "sinkHolds", ["pool": "node-a", "devices": "\(devices)"], at: place)
    }

    /// Reads what there is until the program ends.
    func drain() { while let line = source.next() { add(line) } }

    /// How many such events there were, as far as it was read.
    func count(_ event: String?, saying text: String = "") -> Int {
        entries.count { $0.isAbout(event, [:], text) }
    }

    @discardableResult
    private func add(_ line: String) -> Entry {
        let entry = Entry(line)
        lines.append(line)
        entries.append(entry)
        return entry
    }

    struct Silence: Error {}
}
