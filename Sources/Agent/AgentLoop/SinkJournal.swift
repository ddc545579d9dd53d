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
    private let isClosed = Mutex(false)

    init(name: String, logger: Logger, telemetry: Telemetry) {
        self.name = name
        self.logger = logger
        self.telemetry = telemetry
    }

    /// The sink is configured no longer: what it still does concerns nobody, and another one may have its name.
    func close() {
        isClosed.withLock { isClosed in
            isClosed = true
            telemetry.forgetSink(name)
        }
    }

    func record(_ status: SinkStatus) {
        let isCurrent = isClosed.withLock { isClosed in
            if !isClosed { telemetry.sink(name, status) }
            return !isClosed
        }
        guard isCurrent else { return }
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
