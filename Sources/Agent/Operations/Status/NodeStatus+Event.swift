internal import AgentLoop
private import Delivery
private import Hardware
internal import StatusFile
private import SystemPackage

extension NodeStatus {
    /// Records what has happened. `history` is how many changes of devices are kept.
    mutating func absorb(_ event: AgentEvent, at time: Timestamp, history: Int) {
        switch event {
        case .surveyed(let inventory, _):
            let found = inventory.accelerators.map { Device($0) }
            if lastNews == nil || found != devices || inventory.omissions.count != omissions { lastNews = time }
            devices = found
            omissions = inventory.omissions.count
        case .deviceChanged(let change):
            changes.insert(Change(time: time, text: change.description), at: 0)
            changes.removeLast(max(0, changes.count - history))
        case .problemBegan(let problem, let reason):
            problems.removeAll { $0.name == problem.rawValue }
            problems.append(Problem(name: problem.rawValue, reason: reason))
        case .problemEnded(let problem): problems.removeAll { $0.name == problem.rawValue }
        case .becameReady(let status), .statusChanged(let status), .reloadEnded(let status):
            unreadiness = status.unreadiness
        case .claimsPrepared(let prepared):
            claims = prepared.map {
                Claim(namespace: $0.namespace, name: $0.name, uid: $0.uid, devices: $0.devices)
            }.sorted { ($0.label, $0.uid) < ($1.label, $1.uid) }
        default:
            absorbFile(event)
            absorbSink(event, at: time)
            absorbKubelet(event)
        }
    }

    private mutating func absorbFile(_ event: AgentEvent) {
        switch event {
        case .specWritten(let file, let devices): keep(CDIFile(path: file.string, devices: devices))
        case .specAdopted(let file):
            if !cdiFiles.contains(where: { $0.path == file.string }) { keep(CDIFile(path: file.string, devices: nil)) }
        case .specWithdrawn(let file), .staleSpecRemoved(let file): cdiFiles.removeAll { $0.path == file.string }
        default: return
        }
    }

    private mutating func keep(_ file: CDIFile) {
        cdiFiles.removeAll { $0.path == file.path }
        cdiFiles.append(file)
        cdiFiles.sort { $0.path < $1.path }
    }

    private mutating func absorbSink(_ event: AgentEvent, at time: Timestamp) {
        switch event {
        case .sinkChanged(let name, let status):
            change(name) { sink in
                sink.lastSuccess = status.lastSuccess.map { Timestamp($0) }
                switch status.state {
                // An attempt that follows a failure is still that failure until it has succeeded.
                case .publishing where !sink.isWell: break
                case .waiting, .rejected: sink.state = status.state.name
                case .publishing, .idle:
                    sink.state = status.state.name
                    sink.reason = nil
                }
            }
        case .sinkFailing(let name, let reason), .sinkRefused(let name, let reason):
            change(name) { sink in
                sink.reason = reason
                sink.lastFailure = time
            }
        case .sinkUnusable(let name, let reason):
            change(name) { $0 = Sink(name: name, state: "unusable", reason: reason, lastFailure: time) }
        case .clusterKnown(let name, let facts): change(name) { $0.cluster = facts }
        case .sinkGone(let name): sinks.removeAll { $0.name == name }
        default: return
        }
    }

    private mutating func change(_ name: String, _ change: (inout Sink) -> Void) {
        var sink = sinks.first { $0.name == name } ?? Sink(name: name, state: "idle")
        change(&sink)
        sinks.removeAll { $0.name == name }
        sinks.append(sink)
        sinks.sort { $0.name < $1.name }
    }

    private mutating func absorbKubelet(_ event: AgentEvent) {
        switch event {
        case .kubeletAwaited(let socket): kubelet = Kubelet(.awaited, socket: socket.string)
        case .kubeletRegistered: kubelet = Kubelet(.registered, socket: kubelet?.socket)
        case .kubeletRefused(let reason): kubelet = Kubelet(.refused, reason: reason, socket: kubelet?.socket)
        case .kubeletSocketsLost: kubelet = Kubelet(.awaited, socket: kubelet?.socket)
        case .kubeletUnserved(let reason, _): kubelet = Kubelet(.unserved, reason: reason)
        case .kubeletLeft: kubelet = nil
        default: return
        }
    }
}
