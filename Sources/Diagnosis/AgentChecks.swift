internal import Sysfs

/// Whether the agent that keeps the specs current is there and runs, as systemd's files say.
struct AgentChecks {
    let findings: [Finding]

    init(_ host: HostRoot) {
        guard Self.unitFiles.contains(where: host.exists) else {
            findings = [
                Finding(
                    "agent", .ok,
                    "apusd is not installed here: the spec is as current as the last `apus cdi --output-dir`.")
            ]
            return
        }
        let isEnabled = Self.wants.contains { host.link($0) != nil }
        // Only a running system has control groups; of a directory it cannot be told.
        guard host.exists("/sys/fs/cgroup/system.slice") else {
            findings = [
                Finding(
                    "agent", .unknown,
                    "apusd is \(isEnabled ? "enabled" : "installed, and not enabled"); whether it runs cannot be seen.")
            ]
            return
        }
        let isRunning = host.text("/sys/fs/cgroup/system.slice/apusd.service/cgroup.procs") != nil
        findings = [Self.finding(isEnabled: isEnabled, isRunning: isRunning)]
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
