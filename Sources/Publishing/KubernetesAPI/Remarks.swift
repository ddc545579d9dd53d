/// A line for the log, by its importance.
package enum ClusterRemark: Hashable, Sendable {
    /// It works but had better be changed.
    case warning(String)
    /// A person should know.
    case notice(String)
    /// What happens now and then, without anything to be done about it.
    case info(String)
    case debug(String)

    package var line: String {
        switch self {
        case .warning(let line), .notice(let line), .info(let line), .debug(let line): line
        }
    }
}

/// Says what a sink has to say, and nothing of lasting truth twice.
final class Remarks {
    private let report: @Sendable (ClusterRemark) -> Void
    /// By topic, the line that was said last.
    private var said: [String: String] = [:]

    init(_ report: @escaping @Sendable (ClusterRemark) -> Void) { self.report = report }

    /// Says it once; remarks are the same where they have the same topic.
    func once(_ line: String, topic: String? = nil) {
        if isNew(line, topic ?? line) { report(.notice(line)) }
    }

    func warnOnce(_ line: String) {
        if isNew(line, line) { report(.warning(line)) }
    }

    private func isNew(_ line: String, _ topic: String) -> Bool {
        guard said[topic] == nil else { return false }
        said[topic] = line
        return true
    }

    /// Says it where the last line of that topic was another one.
    func change(_ line: String, topic: String) {
        guard said.updateValue(line, forKey: topic) != line else { return }
        report(.notice(line))
    }

    /// The topic is over: the next remark on it is news again.
    func end(topic: String) { said[topic] = nil }

    func info(_ line: String) { report(.info(line)) }

    func debug(_ line: String) { report(.debug(line)) }
}
