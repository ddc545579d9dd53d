private import Glibc
internal import Sysfs

/// The process that keeps a status file: what tells it from another one that was given its number later.
package struct AgentProcess: Hashable, Sendable {
    package let id: Int
    /// Field 22 of proc_pid_stat(5): when it started, in ticks since the boot.
    let startTicks: Int
    let bootID: String
    /// In which numbering `id` counts, such as `pid:[4026531836]`; absent where the kernel does not tell.
    let pidNamespace: String?

    package init(id: Int, startTicks: Int, bootID: String, pidNamespace: String? = nil) {
        self.id = id
        self.startTicks = startTicks
        self.bootID = bootID
        self.pidNamespace = pidNamespace
    }

    /// This process; nil where /proc does not tell.
    package static func current() -> AgentProcess? {
        let host = HostRoot.machine
        guard let ticks = startTicks(of: host.text("/proc/self/stat")), let boot = host.text(bootIDFile) else {
            return nil
        }
        return AgentProcess(
            id: Int(getpid()), startTicks: ticks, bootID: boot, pidNamespace: host.link(namespaceLink))
    }

    /// Whether it still runs; nil where that cannot be seen, as from another container.
    func isRunning(on host: HostRoot) -> Bool? {
        guard let boot = host.text(Self.bootIDFile) else { return nil }
        guard boot == bootID else { return false }
        if let own = host.link(Self.namespaceLink), let pidNamespace, own != pidNamespace { return nil }
        // /proc may hide the processes of other users (hidepid of proc(5)).
        guard host.text("/proc/1/stat") != nil else { return nil }
        return Self.startTicks(of: host.text("/proc/\(id)/stat")) == startTicks
    }

    private static let bootIDFile = "/proc/sys/kernel/random/boot_id"
    private static let namespaceLink = "/proc/self/ns/pid"

    /// Fields are counted behind the name, which may hold anything.
    private static func startTicks(of stat: String?) -> Int? {
        guard let fields = stat?.split(separator: ")").last?.split(separator: " "), fields.count > 19 else {
            return nil
        }
        return Int(fields[19])
    }
}
