private import Glibc
import SystemPackage

/// Documents go to standard output alone, words for people to standard error.
enum StandardStreams {
    /// Writes the whole document, or throws: a document cut short by a full disk must not look like success.
    static func writeDocument(_ text: String) throws {
        do {
            try FileDescriptor.standardOutput.writeAll(text.utf8)
        } catch let error as Errno {
            throw OutputError(target: "Standard output", reason: error.description)
        }
    }

    /// Writes the whole document into a file, in place of what is there, or throws.
    static func writeDocument(_ text: String, to file: FilePath) throws {
        do {
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
        } catch let error as Errno {
            throw OutputError(target: file.string, reason: error.description)
        }
    }

    /// A line for people; that it cannot be written is no reason to fail.
    static func tell(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll("\(line)\n".utf8)
    }
}

/// Standard output, or a file, does not take the document.
struct OutputError: Error, CustomStringConvertible {
    let target: String
    let reason: String

    var description: String { "\(target) cannot be written: \(reason). The document is incomplete." }
}
