package import LibUdev
package import SystemPackage

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
