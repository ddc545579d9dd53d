private import Glibc
private import Testing

/// What a service manager has: a datagram socket that others write to.
package final class ListeningSocket: Sendable {
    private let descriptor: Int32

    /// `/path` or `@abstract`, as in NOTIFY_SOCKET.
    package init(_ name: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = name.hasPrefix("@")
        let path = isAbstract ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = MemoryLayout<sa_family_t>.size + path.count + (isAbstract ? 0 : 1)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(length)) }
        }
        try #require(status == 0, "\(name) cannot be bound")
    }

    deinit { close(descriptor) }

    /// All messages that wait.
    package var all: [String] { Array(AnyIterator { self.next() }) }

    /// The next message; nil where none waits. What was sent is here at once, because both ends are one machine's.
    package func next() -> String? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
