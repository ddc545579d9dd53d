package import AgentLoop
private import Glibc

/// The one who started us, if it wants to hear how we are: the protocol of sd_notify(3), without libsystemd.
///
/// Nothing here waits or fails: a service does its work whether or not somebody listens. Every message says whether it was
/// handed over, for those who want to say it again.
package struct ServiceManager: Sendable {
    /// In how much time without `watchdog()` we would be taken for stuck; nil where nobody watches.
    package let watchdogTimeout: Duration?

    private let socket: DatagramSocket?

    /// What the environment of this process names.
    package init() {
        self.init(environment: { name in unsafe getenv(name).map { unsafe String(cString: $0) } })
    }

    /// Of the environment NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID count.
    package init(environment: (String) -> String?, processID: Int32 = getpid()) {
        let socket = environment("NOTIFY_SOCKET").flatMap { DatagramSocket($0) }
        let isOurs = environment("WATCHDOG_PID").map { $0 == String(processID) } ?? true
        let microseconds = environment("WATCHDOG_USEC").flatMap { Int64($0) } ?? 0
        let isWatched = socket != nil && isOurs && microseconds > 0
        self.socket = socket
        watchdogTimeout = isWatched ? .microseconds(microseconds) : nil
    }

    /// Whether there is a service manager that listens.
    package var isPresent: Bool { socket != nil }

    /// How often to call `watchdog()`: half of the timeout, as sd_watchdog_enabled(3) advises.
    package var watchdogInterval: Duration? { watchdogTimeout.map { $0 / 2 } }

    /// The service is up, or its configuration is read again.
    @discardableResult
    package func ready(status: String) -> Bool { send("READY=1", "STATUS=\(Self.line(status))") }

    /// The configuration is being read; `ready` must follow, whatever comes of it.
    @discardableResult
    package func reloading() -> Bool {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        // The time lets a unit of type notify-reload tell this reload from an earlier one.
        return send("RELOADING=1", "MONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
    }

    @discardableResult
    package func status(_ status: String) -> Bool { send("STATUS=\(Self.line(status))") }

    @discardableResult
    package func watchdog() -> Bool { send("WATCHDOG=1") }

    @discardableResult
    package func stopping() -> Bool { send("STOPPING=1") }

    private func send(_ assignments: String...) -> Bool {
        socket?.send(assignments.joined(separator: "\n") + "\n") ?? false
    }

    /// systemd drops messages of more than 4096 bytes or with NUL in them; a newline would begin another assignment.
    private static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            guard line.utf8.count < longestStatus else { return line + "…" }
            line.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
        }
        return line
    }

    private static let longestStatus = 1000
}

extension ServiceManager: AgentObserver {
    package func observe(_ event: AgentEvent) {
        switch event {
        case .becameReady(let status), .reloadEnded(let status): ready(status: status.summary)
        case .statusChanged(let status): self.status(status.summary)
        case .reloadBegan: reloading()
        case .heartbeat: watchdog()
        case .stopping: stopping()
        default: break
        }
    }
}

extension Supervision {
    /// The service manager's; nil where there is none.
    package init?(_ manager: ServiceManager) {
        guard manager.isPresent else { return nil }
        self.init(heartbeat: manager.watchdogInterval)
    }
}
