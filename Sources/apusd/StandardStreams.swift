import Glibc
import Operations

/// Standard output may be a sink's, and standard error is the log's.
enum StandardStreams {
    /// Takes the places of standard streams that are closed, so that no file of the agent's own gets their numbers, and
    /// slices or log lines with them. Standard output then refuses to be written.
    static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that was found closed.
            _ = unsafe open("/dev/null", descriptor == 2 ? O_WRONLY : O_RDONLY)
        }
    }

    /// For people, before there is a log.
    static func tell(_ text: String) { StandardError.write(Array("\(text)\n".utf8)) }
}
