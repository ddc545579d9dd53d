private import Glibc
internal import Sysfs

/// The process that keeps a status file: what tells it from another one that was given its number later.
package struct AgentProcess: Hashable, Sendable {
    package let id: Int
    /// Field 22 of proc_pid_stat(5): when it started, in ticks since the boot.
    package let startTicks: Int
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

    /// What can be seen of it.
    enum Sight: Hashable {
        /// With its number here, which is another one than that of its own container.
        case runs(as: Int)
        case isGone
        /// From another container, say.
        case isHidden
    }

    func sight(on host: HostRoot) -> Sight {
        guard let boot = host.text(Self.bootIDFile) else { return .isHidden }
        guard boot == bootID else { return .isGone }
        // /proc may hide the processes of other users (hidepid of proc(5)).
        guard host.text("/proc/1/stat") != nil else { return .isHidden }
        if let own = host.link(Self.namespaceLink), let pidNamespace, own != pidNamespace {
            guard own == Self.initialNamespace else { return .isHidden }
            return number(on: host).map(Sight.runs) ?? .isGone
        }
        return hasStarted(as: "\(id)", on: host) ? .runs(as: id) : .isGone
    }

    private func hasStarted(as process: String, on host: HostRoot) -> Bool {
        Self.startTicks(of: host.text("/proc/\(process)/stat")) == startTicks
    }

    /// Its number in the initial namespace, which sees the processes of all others: `NSpid:` of proc_pid_status(5) has its
    /// numbers from there down to its own namespace.
    private func number(on host: HostRoot) -> Int? {
        let processes = host.directory("/proc")?.names().filter { Int($0) != nil && hasStarted(as: $0, on: host) }
        return processes?.first { process in
            let lines = host.text("/proc/\(process)/status")?.split(separator: "\n")
            let numbers = lines?.first { $0.hasPrefix("NSpid:") }?.split { $0 == "\t" || $0 == " " }
            return numbers?.last.map(String.init) == "\(id)"
        }.flatMap { Int($0) }
    }

    private static let bootIDFile = "/proc/sys/kernel/random/boot_id"
    private static let namespaceLink = "/proc/self/ns/pid"
    /// PROC_PID_INIT_INO of the kernel's proc_ns.h.
    private static let initialNamespace = "pid:[4026531836]"

    /// Fields are counted behind the name, which may hold anything.
    private static func startTicks(of stat: String?) -> Int? {
        guard let fields = stat?.split(separator: ")").last?.split(separator: " "), fields.count > 19 else {
            return nil
        }
        return Int(fields[19])
    }
}
