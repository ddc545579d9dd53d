import Glibc

/// Lines that another program writes, read while it runs.
final class Lines {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    /// Takes the descriptor over.
    init(reading descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The next line; nil at the end, or when none came within so many seconds.
    func next(within seconds: Int32 = 60) -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            guard !isAtEnd, isReadable(within: seconds) else { return nil }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { buffer += chunk[..<count] } else { isAtEnd = true }
        }
    }

    /// Whether there is a line, or the end, now.
    var hasNext: Bool { buffer.contains(UInt8(ascii: "\n")) || isReadable(within: 0) }

    private func isReadable(within seconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = Glibc.poll(&poll, 1, seconds * 1000)
            if count == -1, errno == EINTR { continue }
            return count > 0
        }
    }
}
