package import NIOCore

/// Runs tasks on the loop that their connections are on, so that a call is not handed from thread to thread between what
/// comes in and what goes out: each handover costs a pod that waits a wakeup.
///
/// Such tasks must not wait for the disk: while they do, no other call is answered.
package final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    package init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
