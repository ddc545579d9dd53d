import Synchronization
import TestSupport

/// The one thread of all who live by a clock: time stands still while anybody has something to do, and then jumps to the
/// next who waits. The same beginning always leads to the same end.
final class ClockedExecutor: TaskExecutor {
    let clock = TestClock()
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Lets all who use this executor live for so long.
    func run(for duration: Duration) {
        let end = clock.now.advanced(by: duration)
        repeat { work() } while clock.advanceToNext(until: end)
    }

    /// Only what needs no time.
    func work() {
        while true {
            let waiting = jobs.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            guard !waiting.isEmpty else { return }
            for job in waiting { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
