private import CUdev
private import Glibc
package import SystemPackage

/// One netlink socket of libudev, which lives and dies on one thread.
@safe package struct UdevSocket: ~Copyable {
    private let monitor: OpaquePointer

    /// Takes the monitor over.
    init(_ monitor: OpaquePointer) {
        unsafe self.monitor = unsafe monitor
    }

    deinit { _ = unsafe udev_monitor_unref(monitor) }

    package var descriptor: Int32 { unsafe udev_monitor_get_fd(monitor) }

    /// Without a filter, events of all subsystems come.
    package func addFilter(subsystem: String) throws(Errno) {
        try Self.check(unsafe udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil))
    }

    /// Asks for a receive buffer of so many bytes. It is no error to get less: without CAP_NET_ADMIN the kernel has its
    /// own limit, and grants that.
    package func askForBuffer(of bytes: Int) {
        _ = unsafe udev_monitor_set_receive_buffer_size(monitor, Int32(clamping: bytes))
    }

    package func startReceiving() throws(Errno) {
        try Self.check(unsafe udev_monitor_enable_receiving(monitor))
    }

    /// The next of what has arrived.
    package func next() -> UdevReception {
        // Old versions of libudev return nothing and leave it as it was.
        errno = 0
        guard let device = unsafe udev_monitor_receive_device(monitor) else {
            let error = Errno(rawValue: errno)
            return switch error {
            case .resourceTemporarilyUnavailable: .drained
            case .noBufferSpace: .overrun
            default: .skipped(error)
            }
        }
        defer { _ = unsafe udev_device_unref(device) }
        guard let subsystem = unsafe udev_device_get_subsystem(device) else { return .skipped(Errno(rawValue: 0)) }
        return .event(subsystem: unsafe String(cString: subsystem))
    }

    private static func check(_ result: Int32) throws(Errno) {
        guard result < 0 else { return }
        throw Errno(rawValue: -result)
    }
}

/// What one attempt to receive an event came to.
package enum UdevReception: Hashable, Sendable {
    case event(subsystem: String)
    /// All that has arrived was received.
    case drained
    /// Events were lost, because nobody received them in time.
    case overrun
    /// A message that is no event, or for others.
    case skipped(Errno)
}

/// Who announces the changes.
package enum UdevGroup: String, Sendable {
    /// The kernel, at once: links and permissions of nodes may not be there yet.
    case kernel
    /// udevd, when it is done with its rules. Where it does not run nothing is ever announced.
    case udev

    /// The one that announces something on this machine.
    package static var current: Self { unsafe access("/run/udev/control", F_OK) == 0 ? .udev : .kernel }
}
