private import CLinux
private import Files
private import Glibc
package import SystemPackage

/// Ends the waiting of one thread from any other, once and for all.
package final class Wake: Sendable {
    /// What the waiting came to.
    package enum Outcome: Hashable, Sendable {
        case signalled
        case readable
        /// The descriptor has an error or was hung up; there may be something to read as well.
        case troubled
    }

    private let descriptor: FileDescriptor

    package init() throws(Errno) {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        self.descriptor = FileDescriptor(rawValue: descriptor)
    }

    deinit { try? descriptor.close() }  // Nobody is left to hear of a failure.

    package func signal() {
        // It can fail only where the counter is full, and then the thread is awake.
        _ = eventfd_write(descriptor.rawValue, 1)
    }

    /// Waits until `other` can be read or the signal was given; the signal comes first.
    package func wait(for other: Int32) throws(Errno) -> Outcome {
        var descriptors = [
            pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        try retrying { unsafe poll(&descriptors, nfds_t(descriptors.count), -1) }
        if descriptors[0].revents != 0 { return .signalled }
        return descriptors[1].revents == Int16(POLLIN) ? .readable : .troubled
    }
}
