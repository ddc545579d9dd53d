private import Glibc

/// The descriptors 0, 1 and 2 that a program is started with.
package enum StandardDescriptors {
    /// Takes the places of those that are closed, so that no file of the program's own gets their numbers, and a document,
    /// slices or log lines with them. Standard output then refuses to be written.
    package static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that was found closed.
            _ = unsafe open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
