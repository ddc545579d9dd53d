package import AgentLoop
private import Hardware
package import Logging

/// Tells people what happens to the agent: each event that they care about is a line, with the facts as its metadata.
package struct AgentLog: AgentObserver {
    private let logger: Logger

    package init(_ logger: Logger) { self.logger = logger }

    package func observe(_ event: AgentEvent) {
        guard let entry = LogEntry(event) else { return }
        // By its own name, so that programs know the event whatever the sentence says.
        logger.log(
            level: entry.level, "\(entry.sentence())",
            metadata: entry.facts().merging(["event": "\(entry.name)"]) { _, name in name })
    }
}

/// An event as the log has it. What is to be read of it is made only where somebody does.
private struct LogEntry {
    let level: Logger.Level
    let name: String
    let sentence: () -> String
    let facts: () -> Logger.Metadata

    private init(
        _ level: Logger.Level, _ name: String, _ sentence: @autoclosure @escaping () -> String,
        _ facts: @autoclosure @escaping () -> Logger.Metadata = [:]
    ) {
        self.level = level
        self.name = name
        self.sentence = sentence
        self.facts = facts
    }

    /// Nil for events that only machines care about.
    init?(_ event: AgentEvent) {
        guard
            let entry = Self.ofLoop(event) ?? Self.ofSurvey(event) ?? Self.ofSpecs(event) ?? Self.ofPool(event)
                ?? Self.ofSinks(event) ?? Self.ofKubelet(event) ?? Self.ofClaims(event)
        else { return nil }
        self = entry
    }

    private static func ofLoop(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .stopping(duringWork: true):
            LogEntry(.info, "stopping", "The end waits for the end of a survey of the machine.")
        case .eventsLost(let count):
            LogEntry(
                .warning, "eventsLost", "Events came faster than they could be read; the machine is surveyed again.",
                ["count": "\(count)"])
        case .sourceFailed(let source, let reason, let delay):
            LogEntry(
                .warning, "sourceFailed", "\(source) are not heard and tried again in \(delay): \(reason)",
                ["source": "\(source)", "reason": "\(reason)"])
        case .directoryUnwatched(let path, let reason):
            LogEntry(
                .warning, "directoryUnwatched", "Changes in \(path) are noticed by the resync only: \(reason)",
                ["file": "\(path)", "reason": "\(reason)"])
        case .becameReady(let status):
            LogEntry(.notice, "ready", "Ready. \(status.summary)")
        case .reloaded:
            LogEntry(.notice, "reloaded", "The configuration was read again.")
        case .reloadRefused(let reason):
            LogEntry(
                .error, "reloadRefused", "The configuration stays as it was: \(reason)", ["reason": "\(reason)"])
        case .problemBegan(let problem, let reason):
            LogEntry(
                .error, "problemBegan", reason, ["problem": "\(problem.rawValue)", "reason": "\(reason)"])
        case .problemEnded(let problem):
            LogEntry(.notice, "problemEnded", problem.relief, ["problem": "\(problem.rawValue)"])
        default: nil
        }
    }

    private static func ofSurvey(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .deviceChanged(let change):
            LogEntry(
                change.isLoss ? .warning : .info, "device", change.description,
                [
                    "device": "\(change.name)", "address": "\(change.address)", "change": "\(change.kind)",
                    "state": "\(change.state)",
                ].merging(change.reason.map { ["reason": "\($0)"] } ?? [:]) { $1 })
        case .devicePending(let device, let address, let reason):
            LogEntry(
                .warning, "devicePending", "\(device) has not become ready for a minute: \(reason)",
                ["device": "\(device)", "address": "\(address)", "reason": "\(reason)"])
        case .omitted(let omission):
            LogEntry(.notice, "omitted", omission.sentence, omission.facts)
        case .surveyed(let inventory, let duration):
            LogEntry(
                .trace, "surveyed", "The machine was surveyed in \(duration).",
                ["duration": "\(duration.seconds)", "offered": "\(inventory.offeredCount)"])
        default: nil
        }
    }

    private static func ofSpecs(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .specWritten(let file, let devices):
            LogEntry(
                .debug, "specWritten", "\(file) was written with \(devices) \(devices == 1 ? "device" : "devices").",
                ["file": "\(file)", "devices": "\(devices)"])
        case .specRepaired(let file):
            LogEntry(
                .notice, "specRepaired", "\(file) was not as it had been written, and was written again.",
                ["file": "\(file)"])
        case .specWithdrawn(let file):
            LogEntry(.notice, "specWithdrawn", "\(file) was removed: no device is offered.", ["file": "\(file)"])
        case .specAdopted(let file):
            LogEntry(
                .notice, "specAdopted", "\(file) was there already and is kept from now on.", ["file": "\(file)"])
        case .specConflict(let reason):
            LogEntry(.warning, "specConflict", reason, ["reason": "\(reason)"])
        case .staleSpecRemoved(let file):
            LogEntry(.notice, "staleSpecRemoved", "\(file) was removed.", ["file": "\(file)"])
        case .interruptedSpecRemoved(let file):
            LogEntry(
                .notice, "interruptedSpecRemoved", "\(file), which an interrupted run had left, was removed.",
                ["file": "\(file)"])
        case .foreignSpecSpared(let file):
            LogEntry(
                .notice, "foreignSpecSpared", "\(file) stays: somebody else has put it there.", ["file": "\(file)"])
        case .tidyingFailed(let reason):
            LogEntry(.error, "tidyingFailed", reason, ["reason": "\(reason)"])
        default: nil
        }
    }

    private static func ofPool(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .generationsRecovered:
            LogEntry(
                .warning, "generationsRecovered",
                """
                The kept generations of the slices were damaged; they go on from the seconds since 1970, above any \
                before.
                """)
        case .poolWithheld(let reason):
            LogEntry(.notice, "poolWithheld", "No slices are announced: \(reason).", ["reason": "\(reason)"])
        case .sliceOmitted(let omission):
            LogEntry(.warning, "sliceOmitted", omission.sentence, omission.facts)
        default: nil
        }
    }

    private static func ofSinks(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .sinkUnusable(let sink, let reason):
            LogEntry(
                .error, "sinkUnusable", "The sink \(sink) is not used: \(reason)",
                ["sink": "\(sink)", "reason": "\(reason)"])
        case .sinkHolds(let sink, let pool, let generation, let devices, let duration):
            LogEntry(
                .debug, "sinkHolds",
                """
                The sink \(sink) has generation \(generation) of the pool \(pool) with \
                \(devices == 0 ? "no device" : devices == 1 ? "1 device" : "\(devices) devices").
                """,
                [
                    "sink": "\(sink)", "pool": "\(pool)", "generation": "\(generation)", "devices": "\(devices)",
                    "duration": "\(duration.seconds)",
                ])
        case .sinkFailing(let sink, let reason):
            LogEntry(
                .warning, "sinkFailing", "The sink \(sink) does not take the slices and is tried again: \(reason)",
                ["sink": "\(sink)", "reason": "\(reason)"])
        case .sinkRefused(let sink, let reason):
            LogEntry(
                .error, "sinkRefused", "The sink \(sink) refuses the slices: \(reason)",
                ["sink": "\(sink)", "reason": "\(reason)"])
        case .sinkRecovered(let sink):
            LogEntry(.notice, "sinkRecovered", "The sink \(sink) takes the slices again.", ["sink": "\(sink)"])
        case .sinkUnwatched(let path, let reason):
            LogEntry(
                .warning, "sinkUnwatched", "What others do to slices in \(path) is not noticed: \(reason)",
                ["file": "\(path)", "reason": "\(reason)"])
        case .sinkMissed(let sink, let reason):
            LogEntry(
                .error, "sinkMissed", "The sink \(sink) does not have the slices: \(reason)",
                ["sink": "\(sink)", "reason": "\(reason)"])
        default: nil
        }
    }
}

extension LogEntry {
    fileprivate static func ofKubelet(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .kubeletAwaited(let socket):
            LogEntry(.info, "kubeletAwaited", "The kubelet finds the DRA driver at \(socket).", ["file": "\(socket)"])
        case .kubeletRegistered: LogEntry(.notice, "kubeletRegistered", "The kubelet has registered the DRA driver.")
        case .kubeletRefused(let reason):
            LogEntry(
                .error, "kubeletRefused", "The kubelet does not register the DRA driver: \(reason)",
                ["reason": "\(reason)"])
        case .kubeletSocketsLost:
            LogEntry(
                .notice, "kubeletSocketsLost",
                "The sockets for the kubelet were removed or replaced, and are made again.")
        case .kubeletUnserved(let reason, let delay):
            LogEntry(
                .warning, "kubeletUnserved",
                "The kubelet is not served, and that is tried again in \(delay): \(reason)",
                ["reason": "\(reason)"])
        default: nil
        }
    }

    fileprivate static func ofClaims(_ event: AgentEvent) -> LogEntry? {
        switch event {
        case .claimPrepared(let claim, let devices, let duration):
            LogEntry(
                .info, "claimPrepared",
                "The claim \(claim) was prepared: \(devices.isEmpty ? "no device" : devices.joined(separator: ", ")).",
                ["claim": "\(claim)", "devices": "\(devices.count)", "duration": "\(duration.seconds)"])
        case .claimRefused(let claim, let reason, let duration):
            LogEntry(
                .error, "claimRefused", reason,
                ["claim": "\(claim)", "reason": "\(reason)", "duration": "\(duration.seconds)"])
        case .claimUndone(let claim, let duration):
            LogEntry(
                .info, "claimUndone", "The claim \(claim) was undone.",
                ["claim": "\(claim)", "duration": "\(duration.seconds)"])
        case .claimNotUndone(let claim, let reason, let duration):
            LogEntry(
                .error, "claimNotUndone", reason,
                ["claim": "\(claim)", "reason": "\(reason)", "duration": "\(duration.seconds)"])
        case .claimOverdue(let claim, let duration):
            LogEntry(
                .warning, "claimOverdue",
                "The claim \(claim) has been worked on for \(duration). That goes on, and the kubelet asks again.",
                ["claim": "\(claim)"])
        case .claimRemark(let sentence): LogEntry(.notice, "claimRemark", sentence)
        default: nil
        }
    }
}

extension Problem {
    fileprivate var relief: String {
        switch self {
        case .survey: "The machine can be surveyed again."
        case .specs: "The CDI directory is up to date again."
        case .specList: "The list of own CDI files is kept again."
        case .pool: "Slices can be made again."
        }
    }
}

extension Omission {
    fileprivate var sentence: String { "\(address.map { "\($0) " } ?? "")\(what) left out: \(why)" }

    fileprivate var facts: Logger.Metadata { address.map { ["address": "\($0)"] } ?? [:] }
}
