internal import Delivery
package import InventoryViews

extension StatusReading {
    /// For people: a heading, and below it a paragraph for each part of the agent's work.
    package func screen(_ style: ScreenStyle) -> String {
        var text = Paragraph(heading, style: style).lines
        if isRunning == false {
            text += Paragraph("What follows is how it stood when it last wrote \(path).", style: style).lines
        }
        text += "\n"
        for (title, lines) in status.parts {
            var start = title + String(repeating: " ", count: 10 - title.count)
            for line in lines {
                text += Paragraph(line, style: style, indent: 12).lines(after: start)
                start = String(repeating: " ", count: 10)
            }
        }
        return text
    }

    /// `apusd 0.1.0 (pid 6813) is ready. It runs since 2026-11-28T13:05:09.123Z.`
    private var heading: String {
        let name = "apusd \(status.version)" + (processID.map { " (pid \($0))" } ?? "")
        let state = status.unreadiness.map { "not ready: \($0)" } ?? "ready."
        return switch isRunning {
        case true?: "\(name) runs since \(status.started) and is \(state)"
        case false?: "\(name) does not run any more."
        case nil: "\(name) was started at \(status.started); whether it still runs cannot be seen from here."
        }
    }
}

extension NodeStatus {
    fileprivate var parts: [(title: String, lines: [String])] {
        let parts = [
            ("Devices", deviceLines), ("CDI", cdiFiles.map(\.line)), ("Problems", problems.map(\.reason)),
            ("Sinks", sinks.flatMap(\.lines)), ("Cluster", sinks.compactMap(\.clusterLine)),
            ("Kubelet", kubelet.map { [$0.line] } ?? []),
            ("Claims", claims.map { "\($0.label): \($0.devices.joined(separator: ", "))" }),
            ("Changes", changes.map { "\($0.time) \($0.text)" }),
        ]
        return parts.filter { !$0.1.isEmpty }
    }

    private var deviceLines: [String] {
        let states = ["ready", "pending", "unbound", "failed"].compactMap { state in
            let count = devices.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state)"
        }
        let since = lastNews.map { ", as since \($0)" } ?? ""
        let summary =
            "\(devices.count { $0.isOffered }) offered; \(states.isEmpty ? "none found" : states.joined(separator: ", "))\(since)"
        let attention = devices.filter { $0.state == "pending" || $0.state == "failed" }.map { device in
            "\(device.name) \(device.state): \(device.reason ?? "for an unknown reason")"
        }
        return [summary] + attention
    }
}

extension NodeStatus.CDIFile {
    fileprivate var line: String {
        devices.map { "\(path) with \($0) \($0 == 1 ? "device" : "devices")" } ?? path
    }
}

extension NodeStatus.Sink {
    fileprivate var lines: [String] {
        let success = lastSuccess.map { "last success \($0)" } ?? "no success yet"
        let times = [success, lastFailure.map { "last failure \($0)" }].compactMap(\.self).joined(separator: ", ")
        return ["\(name): \(state) (\(times))" + (reason.map { ": \($0)" } ?? "")]
    }

    fileprivate var clusterLine: String? {
        guard let cluster else { return nil }
        let pool = cluster.pool.map { pool in
            "generation \(pool.generation) of the pool \(pool.name) is complete, "
                + "\(pool.devices) \(pool.devices == 1 ? "device" : "devices") in "
                + "\(pool.slices) \(pool.slices == 1 ? "slice" : "slices")"
        }
        let gates = cluster.missingGates.isEmpty ? nil : "without \(cluster.missingGates.joined(separator: ", "))"
        let parts = ["\(name): \(cluster.server)", cluster.release, cluster.apiVersion, gates, pool]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}

extension NodeStatus.Kubelet {
    fileprivate var line: String {
        switch state {
        case .awaited: "has not called yet" + (socket.map { " at \($0)" } ?? "")
        case .registered: "has registered the DRA driver"
        case .refused: "refuses the DRA driver: \(reason ?? "")"
        case .unserved: "is not served: \(reason ?? "")"
        }
    }
}
