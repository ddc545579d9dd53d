private import Glibc
package import SystemPackage

/// A thread that does nothing but wait for a descriptor, so that no thread of Swift's concurrency has to.
package enum PollThread {
    /// Runs `body` on a thread of its own until it returns, which it does soon after the signal of the `Wake` it gets: the
    /// task was cancelled. What `body` makes never moves to another thread.
    ///
    /// `notStarted` makes the error where no thread or no descriptor is to be had.
    package static func run<Failure>(
        notStarted: (Errno) -> Failure, _ body: @escaping @Sendable (Wake) throws(Failure) -> Void
    ) async throws(Failure) {
        let wake: Wake
        do { wake = try Wake() } catch { throw notStarted(error) }
        let result: Result<Void, Failure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let error = start {
                    continuation.resume(returning: Result { () throws(Failure) in try body(wake) })
                }
                if let error { continuation.resume(returning: .failure(notStarted(error))) }
            }
        } onCancel: {
            wake.signal()
        }
        try result.get()
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Errno? {
        let job = unsafe Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        let error = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let job = unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
                job.run()
                return nil
            }, job.toOpaque())
        guard error == 0 else {
            unsafe job.release()
            return Errno(rawValue: error)
        }
        pthread_detach(thread)
        return nil
    }

    private final class Job: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        func run() {
            // Signals are for the threads that expect them.
            var signals = sigset_t()
            unsafe sigfillset(&signals)
            unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
            body()
        }
    }
}
