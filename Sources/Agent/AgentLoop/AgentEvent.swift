package import Delivery
package import Hardware
package import SystemPackage

/// Something that happened to the agent. The log, the metrics and the service manager observe it.
package enum AgentEvent: Hashable, Sendable {
    // The loop.
    /// It is alive, and turns again within the time.
    case turned(again: Duration)
    /// Time to tell a watchdog that all is well.
    case heartbeat
    case stopping(duringWork: Bool)

    // Reasons to survey, and what hears of them.
    /// By a subsystem of the kernel, or `claim`, `directory`, `sink`, `sighup`, `pending`, `resync`.
    case noticed(String)
    case eventsLost(Int)
    case sourceFailed(String, String, retryAfter: Duration)
    case directoryUnwatched(FilePath, String)

    // Surveys.
    case surveyed(Inventory, Duration)
    case surveyFailed(String, Duration)
    case deviceChanged(DeviceChange)
    /// For a minute by now, for a reason without a final stop.
    case devicePending(DeviceName, PCIAddress, String)
    case omitted(Omission)

    // The CDI directory.
    case specWritten(FilePath, devices: Int)
    /// The same as before was written again, because somebody else had changed or removed it.
    case specRepaired(FilePath)
    /// No device is offered.
    case specWithdrawn(FilePath)
    /// It could be neither written nor removed; the problem is told by itself.
    case specFailed
    case specAdopted(FilePath)
    case specConflict(String)
    case staleSpecRemoved(FilePath)
    case interruptedSpecRemoved(FilePath)
    case foreignSpecSpared(FilePath)
    case tidyingFailed(String)

    // The pool of slices.
    case generationsRecovered
    case poolAnnounced(String, generation: Int64)
    case poolWithheld(String)
    case sliceOmitted(Omission)

    // What is wrong, until it is not any more.
    case problemBegan(Problem, String)
    case problemEnded(Problem)

    // How the agent stands.
    /// The first time; from then on `statusChanged` follows each survey.
    case becameReady(AgentStatus)
    case statusChanged(AgentStatus)

    // The configuration.
    case reloadBegan
    case reloaded
    case reloadRefused(String)
    /// The first survey under the configuration in force is done.
    case reloadEnded(AgentStatus)

    // Sinks, by their names.
    case sinkUnusable(String, String)
    case sinkChanged(String, SinkStatus)
    case sinkHolds(String, pool: String, generation: Int64, devices: Int, Duration)
    case sinkFailing(String, String)
    case sinkRefused(String, String)
    case sinkRecovered(String)
    case sinkUnwatched(FilePath, String)
    case sinkGone(String)
    case clusterKnown(String, ClusterFacts)
    /// To one request, with that status; nil where no answer came.
    case sinkAnswered(String, Int?)
    /// Of a single run, in which nothing is tried again.
    case sinkMissed(String, String)

    // The kubelet.
    /// By the socket on which it finds the plugin.
    case kubeletAwaited(FilePath)
    case kubeletRegistered
    case kubeletRefused(String)
    case kubeletSocketsLost
    /// It is not served any longer.
    case kubeletLeft
    case kubeletUnserved(String, retryAfter: Duration)

    // Claims, by namespace and name.
    case claimPrepared(String, devices: [String], Duration)
    case claimRefused(String, String, Duration)
    case claimUndone(String, Duration)
    case claimNotUndone(String, String, Duration)
    /// Nobody waits for it any longer, and it goes on.
    case claimOverdue(String, Duration)
    /// Something that nobody had asked for, as a sentence.
    case claimRemark(String)
    /// All that are prepared now.
    case claimsPrepared([DeviceClaim])
}

/// A claim that devices of this node are prepared for.
package struct DeviceClaim: Hashable, Sendable {
    package let namespace: String
    package let name: String
    package let uid: String
    /// Their names.
    package let devices: [String]

    package init(namespace: String, name: String, uid: String, devices: [String]) {
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.devices = devices
    }
}

/// What can be wrong for a while; each is told when it begins, when its reason changes, and when it is over.
package enum Problem: String, Hashable, Sendable, CaseIterable {
    case survey
    case specs
    case specList
    case pool
}

/// How the agent stands after a survey, for people.
package struct AgentStatus: Hashable, Sendable {
    /// `Devices: 3 offered, 1 not offered.`
    package let summary: String
    /// Why nobody should rely on the CDI directory now; nil where all is well.
    package let unreadiness: String?

    package init(summary: String, unreadiness: String? = nil) {
        self.summary = summary
        self.unreadiness = unreadiness
    }
}

/// Hears of every event, in their order. It is called on the agent's own time, so it must not wait for anything.
package protocol AgentObserver: Sendable {
    func observe(_ event: AgentEvent)
}

/// All who hear of the agent's events.
package struct AgentObservers: AgentObserver {
    private let all: [any AgentObserver]

    package init(_ all: [any AgentObserver]) { self.all = all }

    package func observe(_ event: AgentEvent) { for observer in all { observer.observe(event) } }
}
