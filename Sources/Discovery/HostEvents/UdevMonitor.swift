private import Glibc
package import LibUdev
package import SystemPackage

/// Listens for changes of this machine's devices.
package struct UdevMonitor: Sendable {
    /// Those whose devices accelerators are, are reached through, or have as parts; and drivers' modules, since a driver of
    /// another version has other files.
    package static let subsystems = [
        "pci", "drm", "accel", "habanalabs", "kfd", "vfio", "vfio-dev", "mdev", "misc", "mei", "auxiliary",
        "infiniband_verbs", "module",
    ]

    package let group: UdevGroup
    private let subsystems: [String]
    private let receiveBuffer: Int

    /// Without a group, it is udevd where that runs, else the kernel. Without subsystems, it is all there are.
    package init(group: UdevGroup? = nil, subsystems: [String] = Self.subsystems, receiveBuffer: Int = 8 << 20) {
        let chosen = group ?? .current
        self.group = chosen
        self.subsystems = subsystems
        self.receiveBuffer = receiveBuffer
    }

    /// Reports changes until the task is cancelled, and then returns. Both closures are called on a thread of its own.
    ///
    /// From the call of `started` on no change goes unnoticed, so look at the devices then.
    package func run(
        started: @escaping @Sendable () -> Void, report: @escaping @Sendable (UdevNotification) -> Void
    ) async throws(UdevMonitorError) {
        try await PollThread.run(notStarted: UdevMonitorError.thread) { (wake) throws(UdevMonitorError) in
            try listen(until: wake, started: started, report: report)
        }
    }

    /// All of libudev's objects are of this one call: they must never move between threads.
    private func listen(
        until wake: Wake, started: () -> Void, report: (UdevNotification) -> Void
    ) throws(UdevMonitorError) {
        errno = 0
        guard let context = UdevContext(), let socket = context.socket(group: group) else {
            throw .socket(group, Errno(rawValue: errno))
        }
        for subsystem in subsystems {
            do { try socket.addFilter(subsystem: subsystem) } catch { throw .filter(subsystem: subsystem, error) }
        }
        socket.askForBuffer(of: receiveBuffer)
        do { try socket.startReceiving() } catch { throw .enabling(group, error) }
        started()
        var drain = UdevDrain()
        while true {
            let outcome: Wake.Outcome
            do { outcome = try wake.wait(for: socket.descriptor) } catch { throw .waiting(error) }
            guard outcome != .signalled else { return }
            try drain.run(isTroubled: outcome == .troubled, next: { socket.next() }, report: report)
        }
    }
}

/// A reason to survey again.
package enum UdevNotification: Hashable, Sendable {
    /// Something happened to a device of this subsystem. What it was is not told: by now it may be different again.
    case event(subsystem: String)
    /// Notifications were lost; anything may have happened.
    case overrun
}

/// Why changes of devices are not heard of.
package enum UdevMonitorError: Error, Hashable, Sendable {
    case thread(Errno)
    case socket(UdevGroup, Errno)
    case filter(subsystem: String, Errno)
    case enabling(UdevGroup, Errno)
    case receiving(Errno)
    case waiting(Errno)
    case closed
}

extension UdevMonitorError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .thread(let error):
            "No thread that listens for changes of devices can be started: \(error). Raise the limits of tasks and open "
                + "files."
        case .socket(let group, let error):
            "The netlink socket for \(group.rawValue) events cannot be opened: \(error). Allow the address family "
                + "AF_NETLINK, and look at the limit of open files."
        case .filter(let subsystem, let error):
            "Events of the subsystem \(subsystem) cannot be asked for: \(error). Report this as a defect."
        case .enabling(let group, let error):
            "The netlink socket for \(group.rawValue) events cannot be bound: \(error). Look at what confines this "
                + "process: SELinux, AppArmor or a seccomp filter."
        case .receiving(let error):
            "Events of devices cannot be received any more: \(error). Changes are seen at the next periodic survey."
        case .waiting(let error):
            "Events of devices cannot be waited for any more: \(error). Changes are seen at the next periodic survey."
        case .closed:
            "The netlink socket for events of devices was closed. Changes are seen at the next periodic survey."
        }
    }
}
