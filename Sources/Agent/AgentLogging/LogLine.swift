internal import Logging

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

    /// `message key=value key="a value"`, by key.
    private var words: String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { key, value in
            " \(LogText(key).oneLine)=\(LogText(value.text).quotedIfNeeded)"
        }
        return LogText(message).oneLine + pairs.joined()
    }

    private func json(_ time: Timestamp) -> String {
        let start =
            "{\"time\":\"\(time)\",\"level\":\"\(level)\",\"message\":\(LogText(message).json)"
        return metadata.isEmpty
            ? start + "}" : start + ",\"metadata\":\(Logger.MetadataValue.dictionary(metadata).json)}"
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
    fileprivate var text: String {
        switch self {
        case .string(let string): string
        case .stringConvertible(let value): value.description
        case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        case .dictionary(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", "))}"
        }
    }

    fileprivate var json: String {
        switch self {
        case .string(let string): LogText(string).json
        case .stringConvertible(let value): LogText(value.description).json
        case .array(let values): "[\(values.map(\.json).joined(separator: ","))]"
        case .dictionary(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\(LogText($0.key).json):\($0.value.json)" }.joined(separator: ","))}"
        }
    }
}
