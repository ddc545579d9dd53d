private import Glibc

/// Lines that another program writes, read while it runs.
package final class Lines {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Takes the descriptor over.
    package init(reading descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The next line; nil at the end, or when nothing came within so many seconds. What comes meanwhile on the other
    /// stream is taken in, too: a program that cannot write there would wait for us.
    package func next(within seconds: Int32 = 60, besides other: Lines? = nil) -> String? {
        while true {
            if let line = takeLine() { return line }
            guard !isAtEnd, Self.takeIn([self, other].compactMap(\.self), within: seconds) else { return nil }
        }
    }

    private func takeLine() -> String? {
        guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer {
            start = end + 1
            if start == buffer.count {
                buffer = []
                start = 0
            }
        }
        return String(decoding: buffer[start..<end], as: UTF8.self)
    }

    /// Returns whether anything came.
    private static func takeIn(_ streams: [Lines], within seconds: Int32) -> Bool {
        let open = streams.filter { !$0.isAtEnd }
        var polls = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        while true {
            let count = poll(&polls, nfds_t(polls.count), seconds * 1000)
            if count == -1, errno == EINTR { continue }
            guard count > 0 else { return false }
            for (stream, poll) in zip(open, polls) where poll.revents != 0 { stream.takeIn() }
            return true
        }
    }

    private func takeIn() {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &chunk, chunk.count)
        if count > 0 { buffer += chunk[..<count] } else { isAtEnd = true }
    }
}
