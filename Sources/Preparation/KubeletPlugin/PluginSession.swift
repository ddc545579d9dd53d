internal import Files
internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import HostEvents
internal import SystemPackage

/// Why a session has ended.
enum SessionEnd: Hashable, Sendable {
    case stopped
    /// A socket's file was removed or replaced.
    case socketsLost
    case failed(PluginError)
}

/// The two sockets and their servers, from when they are there until one of them is not.
struct PluginSession: Sendable {
    typealias Server = GRPCServer<HTTP2ServerTransport.Posix>

    let ending: Awaited<SessionEnd>
    private let service: (socket: ListeningSocketFile, server: Server)
    private let registration: (socket: ListeningSocketFile, server: Server)

    /// Opens both sockets and serves them in the group, which the caller waits for: calls that have begun come to an end.
    /// Registration comes last, since the kubelet may call as soon as it sees that.
    init(
        _ sockets: PluginSockets, ending: Awaited<SessionEnd>, services: [any RegistrableRPCService],
        registration: RegistrationService, in servers: inout DiscardingTaskGroup
    ) async throws(PluginError) {
        self.ending = ending
        service = try await Self.serve(services, on: sockets.service, ending, in: &servers)
        do throws(PluginError) {
            self.registration = try await Self.serve([registration], on: sockets.registration, ending, in: &servers)
        } catch {
            service.socket.remove()
            service.server.beginGracefulShutdown()
            throw error
        }
    }

    private static func serve(
        _ services: [any RegistrableRPCService], on file: SocketFile, _ ending: Awaited<SessionEnd>,
        in servers: inout DiscardingTaskGroup
    ) async throws(PluginError) -> (ListeningSocketFile, Server) {
        let socket: ListeningSocketFile
        do {
            socket = try file.listen()
        } catch {
            throw PluginError(error)
        }
        let server = Server(
            transport: .http2NIOPosix(
                listeningSocketDescriptor: Int(socket.descriptor), transportSecurity: .plaintext,
                config: .defaults {
                    // An answer leaves at once, not with the next ones.
                    $0.connection.flushCoalescing = nil
                    $0.rpc.maxRequestPayloadSize = 16 << 20
                }), services: services)
        servers.addTask {
            do {
                try await server.serve()
            } catch {
                ending.fulfil(.failed(.server(file.path, "\(error)")))
            }
        }
        // A server that is told to end before it accepts its first connection trips over its own channel, which is closed by
        // then. That it could not begin is said above.
        _ = try? await server.listeningAddress
        return (socket, server)
    }

    /// Whether the kubelet can still find both sockets.
    var isInPlace: Bool { service.socket.isInPlace && registration.socket.isInPlace }

    /// Takes both sockets away, that for registration first, and lets calls that have begun come to an end.
    func close() {
        registration.socket.remove()
        service.socket.remove()
        registration.server.beginGracefulShutdown()
        service.server.beginGracefulShutdown()
    }
}
