private import Dispatch
private import Documents
private import Files
package import Logging
internal import ServiceLifecycle
private import StatusFile
package import SystemPackage

/// Keeps the status file what the board says. At rest nothing is written.
///
/// It is no state: the next start begins it anew, so nobody waits for the disk. When the agent ends, the file stays, and
/// its readers see that the process that it names is gone.
package struct StatusFileService: Service {
    private let board: StatusBoard
    private let directory: FilePath
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let onWritten: @Sendable () -> Void
    /// Writing may block.
    private let queue = DispatchQueue(label: "apus.status-file")

    /// What happens within that time is one change of the file.
    private static let settling = Duration.milliseconds(500)

    package init(
        _ board: StatusBoard, in directory: FilePath, logger: Logger, clock: any Clock<Duration> = ContinuousClock(),
        onWritten: @escaping @Sendable () -> Void = {}
    ) {
        self.board = board
        self.directory = directory
        self.logger = logger
        self.clock = clock
        self.onWritten = onWritten
    }

    package func run() async throws {
        var written: NodeStatus?
        var complaint: String?
        for await _ in board.changes.cancelOnGracefulShutdown() {
            // Thrown only to end the wait, after which there is one last write.
            try? await cancelWhenGracefulShutdown { [clock] in try await clock.sleep(for: Self.settling) }
            let status = board.status
            guard status != written else { continue }
            let failure = await write(status)
            if let failure, failure != complaint {
                logger.warning(
                    "The status file is not kept up to date: \(failure)",
                    metadata: ["event": "statusFileFailed", "reason": "\(failure)"])
            }
            complaint = failure
            guard failure == nil else { continue }
            written = status
            logger.debug(
                "\(file) was written.", metadata: ["event": "statusFileWritten", "file": "\(file)"])
            onWritten()
        }
    }

    private var file: FilePath { directory.appending(StatusReading.fileName) }

    /// Returns why it could not be written.
    private func write(_ status: NodeStatus) async -> String? {
        let content = status.json.jsonBytes
        return await withCheckedContinuation { (continuation: CheckedContinuation<String?, Never>) in
            queue.async { [directory] in
                do {
                    try AtomicDirectory(directory).write(
                        content, to: StatusReading.fileName, surviving: .program)
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: "\(error)")
                }
            }
        }
    }
}
