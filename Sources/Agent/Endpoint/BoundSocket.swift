private import Synchronization

/// The socket that this process listens on, once it does.
final class BoundSocket: Sendable {
    private let file: SocketFile
    private let identity = Mutex<SocketFile.Identity?>(nil)

    init(_ file: SocketFile) { self.file = file }

    /// The socket is there now.
    func take() throws(EndpointError) {
        let found = try file.identity()
        identity.withLock { $0 = found }
        try file.restrict()
    }

    func remove() throws(EndpointError) {
        guard let identity = identity.withLock(\.self) else { return }
        try file.remove(identity)
    }
}
