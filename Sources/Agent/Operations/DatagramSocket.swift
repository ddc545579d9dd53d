private import Glibc

/// A datagram socket and the address that it sends to.
///
/// It is opened once, so that a service that has run out of descriptors can still say that it lives.
final class DatagramSocket: Sendable {
    private let descriptor: Int32
    /// A `sockaddr_un`, as far as it is used.
    private let address: [UInt8]

    /// `/path` or `@abstract`; nil for what is no socket of this machine, such as `vsock:2:1234`.
    init?(_ name: String) {
        let isAbstract = name.utf8.first == UInt8(ascii: "@")
        guard isAbstract || name.utf8.first == UInt8(ascii: "/"), name.utf8.count > 1,
            name.utf8.count < MemoryLayout<sockaddr_un>.size - MemoryLayout<sa_family_t>.size
        else { return nil }
        let path = isAbstract ? [0] + name.utf8.dropFirst() : name.utf8 + [0]
        let family = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        address = family + path
    }

    deinit { close(descriptor) }

    func send(_ message: String) -> Bool {
        let bytes = Array(message.utf8)
        let sent = unsafe address.withUnsafeBytes { address in
            unsafe sendto(
                descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL),
                address.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(address.count))
        }
        return sent == bytes.count
    }
}
