import AgentMetrics
import Logging
import Sinks
private import Synchronization

/// Tells people when a sink begins to fail and when it is well again, not of each attempt between.
final class SinkJournal: Sendable {
    private let name: String
    private let logger: Logger
    private let telemetry: Telemetry
    private let complaint = Mutex<String?>(nil)

    init(name: String, logger: Logger, telemetry: Telemetry) {
        self.name = name
        self.logger = logger
        self.telemetry = telemetry
    }

    func record(_ status: SinkStatus) {
        telemetry.sink(name, status)
        switch status.state {
        case .publishing: return
        case .idle:
            if replaceComplaint(by: nil) != nil { logger.notice("The sink \(name) takes the slices again.") }
        case .waiting(let reason):
            if replaceComplaint(by: reason) != reason {
                logger.warning("The sink \(name) does not take the slices and is tried again: \(reason)")
            }
        case .rejected(let reason):
            if replaceComplaint(by: reason) != reason {
                logger.error("The sink \(name) refuses the slices: \(reason)")
            }
        }
    }

    /// - Returns: The one before.
    private func replaceComplaint(by new: String?) -> String? {
        complaint.withLock { complaint in
            defer { complaint = new }
            return complaint
        }
    }
}
