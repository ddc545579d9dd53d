private import Files
private import Glibc
private import PrintableText
private import Synchronization

/// Where the log goes. Nothing is kept back, so nothing is lost when the process is killed.
package enum StandardError {
    /// One write(2) for a line, so that lines of several threads or processes do not mix. What cannot be written, because
    /// the reader has gone or does not keep up, is lost: a log must not stop the work. The process ignores SIGPIPE.
    ///
    /// - Returns: Whether the whole line was taken.
    @discardableResult
    package static func write(_ line: [UInt8], to descriptor: Int32 = STDERR_FILENO) -> Bool {
        var rest = line[...]
        return isClogged.withLock { isClogged in
            while !rest.isEmpty {
                isClogged = !hasRoom(descriptor, within: isClogged ? 0 : patience)
                if isClogged { return false }
                let piece = rest.prefix(atomicSize)
                let count = try? retrying {
                    unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                }
                guard let count, count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// For people, before there is a log.
    package static func tell(_ text: String) { write(Array("\(text.printableLines)\n".utf8)) }

    /// The last line was not taken. Also keeps lines of several threads apart.
    private static let isClogged = Mutex(false)

    /// So many milliseconds a reader that keeps up may need for a burst of lines; one that does not is waited for once.
    private static let patience: Int32 = 100

    /// PIPE_BUF: a pipe that has room has room for so much, and takes it in one piece (pipe(7)).
    private static let atomicSize = 4096

    /// Whether a write would not wait. The descriptor itself may be another program's too, so it stays as it is.
    private static func hasRoom(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&request, 1, milliseconds) == 1
    }
}
