private import Glibc
import SystemPackage

/// Documents go to standard output alone, words for people to standard error.
enum StandardStreams {
    /// Puts something in the place of streams that were closed (`>&-`): a file opened later would get their number, and
    /// with it the document that was meant for nobody.
    static func keepNumbers() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is this one. Opened for reading, so that a document still cannot be written.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Writes the whole document, or throws: a document cut short by a full disk must not look like success.
    static func writeDocument(_ text: String) throws {
        do {
            try FileDescriptor.standardOutput.writeAll(text.utf8)
        } catch let error as Errno {
            throw OutputError(reason: error.description)
        }
    }

    /// A line for people; that it cannot be written is no reason to fail.
    static func tell(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll("\(line)\n".utf8)
    }
}

/// Standard output does not take the document.
struct OutputError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "Standard output cannot be written: \(reason). The document is incomplete." }
}
