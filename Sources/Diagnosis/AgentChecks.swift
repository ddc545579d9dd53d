internal import Hardware
internal import StatusFile
internal import Sysfs

/// Whether the agent that keeps the specs current is there, runs, and knows what the host is now: as its status file
/// says, and where it keeps none that can be seen, as systemd's files do.
struct AgentChecks {
    let findings: [Finding]

    init(_ host: HostRoot, _ inventory: Inventory) {
        do throws(StatusFileError) {
            if let reading = try StatusReading(host), reading.isRunning != false {
                findings = [Self.running(reading, in: host)] + StatusChecks(reading.status, inventory).findings
                return
            }
            findings = [Self.finding(host)]
        } catch {
            findings = [Self.finding(host), Finding("agent-status", .unknown, "\(error)")]
        }
    }

    private static func running(_ reading: StatusReading, in host: HostRoot) -> Finding {
        let status = reading.status
        guard reading.isRunning == true else {
            return Finding(
                "agent", .unknown, "apusd was started at \(status.started); whether it runs cannot be seen from here.")
        }
        if let reason = status.unreadiness {
            return Finding("agent", .failure, "apusd runs and is not ready: \(reason)", remedy: "apus status")
        }
        let isInstalled = unitFiles.contains(where: host.exists)
        guard isInstalled, !isEnabled(host) else {
            return Finding("agent", .ok, "apusd runs since \(status.started) and is ready.")
        }
        return finding(isEnabled: false, isRunning: true)
    }

    private static func isEnabled(_ host: HostRoot) -> Bool { wants.contains { host.link($0) != nil } }

    /// What systemd's files say.
    private static func finding(_ host: HostRoot) -> Finding {
        guard unitFiles.contains(where: host.exists) else {
            return Finding(
                "agent", .ok,
                "apusd is not installed here: the spec is as current as the last `apus cdi --output-dir`.")
        }
        let isEnabled = isEnabled(host)
        // Only a running system has control groups; of a directory it cannot be told.
        guard host.exists("/sys/fs/cgroup/system.slice") else {
            return Finding(
                "agent", .unknown,
                "apusd is \(isEnabled ? "enabled" : "installed, and not enabled"); whether it runs cannot be seen.")
        }
        let isRunning = host.text("/sys/fs/cgroup/system.slice/apusd.service/cgroup.procs") != nil
        return finding(isEnabled: isEnabled, isRunning: isRunning)
    }

    private static let unitFiles = [
        "/usr/lib/systemd/system/apusd.service", "/lib/systemd/system/apusd.service",
        "/usr/local/lib/systemd/system/apusd.service", "/etc/systemd/system/apusd.service",
    ]

    private static let wants = [
        "/etc/systemd/system/multi-user.target.wants/apusd.service"
    ]

    private static func finding(isEnabled: Bool, isRunning: Bool) -> Finding {
        switch (isEnabled, isRunning) {
        case (true, true): Finding("agent", .ok, "apusd runs, and starts at boot.")
        case (false, true):
            Finding("agent", .warning, "apusd runs, and does not start at boot.", remedy: "sudo systemctl enable apusd")
        case (true, false):
            Finding(
                "agent", .failure, "apusd is enabled and does not run, so that nobody follows changes.",
                remedy: "journalctl -u apusd -n 20; sudo systemctl start apusd")
        case (false, false):
            Finding(
                "agent", .warning, "apusd is installed and does not run, so that nobody follows changes.",
                remedy: "sudo systemctl enable --now apusd")
        }
    }
}
