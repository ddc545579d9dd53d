private import Glibc
package import SystemPackage

/// Writes to a descriptor of any kind until everything is written, however long that takes.
package struct BlockingWriter {
    private let descriptor: FileDescriptor

    package init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// What is left when it fails stays in `bytes`. A pipe that nobody reads is an error, not a signal that ends the
    /// program.
    package func write(_ bytes: inout ArraySlice<UInt8>) throws(Errno) {
        let signal = BrokenPipeSignal()
        defer { signal.release() }
        while !bytes.isEmpty {
            do throws(Errno) {
                let count = try retrying {
                    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor.rawValue, $0.baseAddress, $0.count) }
                }
                bytes = bytes.dropFirst(count)
            } catch .resourceTemporarilyUnavailable {
                // Another program that shares the descriptor has made it non-blocking.
                waitUntilWritable()
            } catch .brokenPipe {
                signal.take()
                throw .brokenPipe
            }
        }
        // An empty slice would still keep all bytes.
        bytes = []
    }

    private func waitUntilWritable() {
        var poll = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
        // Whatever it comes to, the next write shows it.
        _ = unsafe Glibc.poll(&poll, 1, -1)
    }
}

/// Keeps SIGPIPE from this thread until it is released.
private struct BrokenPipeSignal {
    private let before: sigset_t
    private let signal: sigset_t

    init() {
        var signal = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&signal)
        unsafe sigaddset(&signal, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signal, &before)
        self.signal = signal
        self.before = before
    }

    /// Takes away the one that waits, or it would come as soon as it is let through.
    func take() {
        var signal = signal
        var none = timespec()
        unsafe sigtimedwait(&signal, nil, &none)
    }

    func release() {
        var before = before
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
