private import Glibc

/// How an entry of the log is written.
package enum LogStyle: String, CaseIterable, Sendable {
    /// For people at a terminal: time, level, message, metadata.
    case text
    /// For systemd's journal, which takes a priority from the front of a line and adds the time itself.
    case journal
    /// For programs: an object a line.
    case json

    /// `journal` where that descriptor leads to the journal, else `text`. systemd says in JOURNAL_STREAM which stream is
    /// the journal's; a service whose standard error was led elsewhere still has the variable.
    package static func fitting(_ descriptor: Int32 = STDERR_FILENO, journalStream: String?) -> LogStyle {
        var status = stat()
        guard let journalStream, unsafe fstat(descriptor, &status) == 0 else { return .text }
        return journalStream == "\(status.st_dev):\(status.st_ino)" ? .journal : .text
    }

    /// The same for standard error and the environment of this process.
    package static var fittingStandardError: LogStyle {
        unsafe fitting(journalStream: getenv("JOURNAL_STREAM").map { unsafe String(cString: $0) })
    }
}
