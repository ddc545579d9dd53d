private import Documents
internal import Logging
private import PrintableText
internal import StatusFile

/// One entry of the log, as it stands in its line.
struct LogLine {
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    func text(_ style: LogStyle, at now: () -> Timestamp) -> String {
        switch style {
        case .text: "\(now()) \(level): \(words)\n"
        case .journal: "<\(level.priority)>\(words)\n"
        case .json: json(now()) + "\n"
        }
    }

    /// `message key=value key="a value"`, by key. The sentence of an event has its facts already.
    var words: String {
        guard metadata["event"] == nil else { return message.inLog.printable }
        let pairs = metadata.sorted { $0.key < $1.key }.map { key, value in
            " \(key.inLog.printable)=\(value.text.inLog.quotedIfNeeded)"
        }
        return message.inLog.printable + pairs.joined()
    }

    private func json(_ time: Timestamp) -> String {
        JSONValue.object(known: [
            "time": .string("\(time)"), "level": .string("\(level)"), "message": .string(message.inLog),
            "metadata": metadata.isEmpty ? nil : Logger.MetadataValue.dictionary(metadata).json,
        ]).compactJSONText
    }
}

extension Logger.Level {
    /// The priorities of syslog(3), which the journal has, too.
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

extension Logger.MetadataValue {
    var text: String {
        switch self {
        case .string(let string): string
        case .stringConvertible(let value): value.description
        case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        case .dictionary(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", "))}"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .string(let string): .string(string.inLog)
        case .stringConvertible(let value): .string(value.description.inLog)
        case .array(let values): .array(values.map(\.json))
        case .dictionary(let values):
            .object(values.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key.inLog, $0.value.json) })
        }
    }
}

extension String {
    /// The journal breaks lines of more than 48 KiB, and a log is no place for documents.
    var inLog: String { shortened(to: 4096) }

    /// On one line, in quotes where its end could not be seen otherwise.
    fileprivate var quotedIfNeeded: String {
        guard isEmpty || unicodeScalars.contains(where: { " \"=".unicodeScalars.contains($0) || $0.isSteering }) else {
            return self
        }
        let escaped = unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return "\"\(escaped.printable)\""
    }
}
