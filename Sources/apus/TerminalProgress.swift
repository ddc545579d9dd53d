import Glibc
import PrintableText
import Synchronization
import SystemPackage

/// Shows how far work is where standard error is a terminal. Work on several threads may report at once.
final class TerminalProgress: Sendable {
    private let text: Mutex<ProgressText>

    /// Nil where nobody sees it: in a pipe or a file it would be noise.
    private init?(_ what: String) {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        text = Mutex(ProgressText(what, from: .now))
    }

    /// Does work that reports how much of how much is done; nil has it report nothing.
    static func showing<Result>(
        _ what: String, during work: ((@Sendable (_ done: Int, _ total: Int) -> Void)?) throws -> Result
    ) rethrows -> Result {
        guard let progress = TerminalProgress(what) else { return try work(nil) }
        // Before anything else is said.
        defer { progress.write { $0.end() } }
        return try work { done, total in progress.write { $0.line(done, of: total, at: .now) } }
    }

    private func write(_ line: (inout ProgressText) -> String?) {
        text.withLock { text in
            guard let line = line(&text) else { return }
            // That it cannot be shown is no reason to fail.
            _ = try? FileDescriptor.standardError.writeAll(line.utf8)
        }
    }
}
