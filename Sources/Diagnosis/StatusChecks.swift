private import Delivery
internal import Hardware
internal import StatusFile

/// What a running agent says of itself, and whether it knows what a survey finds now.
struct StatusChecks {
    let findings: [Finding]

    init(_ status: NodeStatus, _ inventory: Inventory) {
        findings =
            [Self.agreement(status, inventory)] + status.problems.map { Finding("agent-problem", .failure, $0.reason) }
            + status.sinks.map(Self.sink) + status.sinks.compactMap(Self.cluster)
            + (status.kubelet.map { [Self.kubelet($0)] } ?? [])
    }

    private static func agreement(_ status: NodeStatus, _ inventory: Inventory) -> Finding {
        let known = Dictionary(status.devices.map { ($0.name, $0) }) { first, _ in first }
        let found = inventory.accelerators.map { NodeStatus.Device($0) }
        let names = Set(found.map(\.name))
        let differences =
            found.filter { device in
                known[device.name].map { $0.state != device.state || $0.isOffered != device.isOffered } ?? true
            }.map(\.name) + status.devices.map(\.name).filter { !names.contains($0) }
        guard let first = differences.first else {
            return Finding("agent-survey", .ok, "apusd knows the devices as they are.")
        }
        let more = differences.count == 1 ? "" : " and \(differences.count - 1) more"
        return Finding(
            "agent-survey", .failure,
            "apusd knows \(first)\(more) otherwise than a survey finds now. If that lasts, its configuration is "
                + "another than this command's, or it is stuck.",
            remedy: "sudo systemctl reload apusd")
    }

    private static func sink(_ sink: NodeStatus.Sink) -> Finding {
        guard !sink.isWell else {
            let last = sink.lastSuccess.map { "took the slices last at \($0)" } ?? "was given nothing yet"
            return Finding("sink", .ok, "The sink \(sink.name) \(last).")
        }
        let since = sink.lastFailure.map { " since \($0)" } ?? ""
        return Finding(
            "sink", .failure, "The sink \(sink.name) fails\(since): \(sink.reason ?? "for an unknown reason.")",
            remedy: "journalctl -u apusd -p warning")
    }

    private static func cluster(_ sink: NodeStatus.Sink) -> Finding? {
        guard let cluster = sink.cluster else { return nil }
        let server = [cluster.server, cluster.release].compactMap(\.self).joined(separator: ", ")
        let gates =
            cluster.missingGates.isEmpty
            ? "" : " Its feature gates \(cluster.missingGates.joined(separator: ", ")) are off."
        guard let pool = cluster.pool else {
            return Finding(
                "cluster", .warning,
                "\(sink.name): \(server) serves \(cluster.apiVersion), and does not have this node's slices.\(gates)",
                remedy: "kubectl get resourceslices")
        }
        return Finding(
            "cluster", gates.isEmpty ? .ok : .warning,
            "\(sink.name): \(server) serves \(cluster.apiVersion) and has generation \(pool.generation) of the pool "
                + "\(pool.name) complete, with \(pool.devices) devices.\(gates)")
    }

    private static func kubelet(_ kubelet: NodeStatus.Kubelet) -> Finding {
        switch kubelet.state {
        case .registered: Finding("kubelet", .ok, "The kubelet has registered the DRA driver.")
        case .awaited:
            Finding(
                "kubelet", .warning,
                "The kubelet has not called\(kubelet.socket.map { " at \($0)" } ?? ""): it does not run, or has another "
                    + "root directory (kubelet.directory).", remedy: "systemctl status kubelet")
        case .refused:
            Finding(
                "kubelet", .failure, "The kubelet refuses the DRA driver: \(kubelet.reason ?? "it says no reason.")")
        case .unserved:
            Finding("kubelet", .failure, "The kubelet is not served: \(kubelet.reason ?? "the log says why.")")
        }
    }
}
