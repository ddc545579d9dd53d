import AsyncHTTPClient
import HTTPExchange
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SystemPackage

/// Why there is no answer.
enum ExchangeFailure: Error, Hashable, Sendable {
    case late(Duration)
    /// By us, because the agent stops or reads its configuration again.
    case stopped
    case unknownHost
    case refused
    case noSocket
    case reset
    case closed
    case system(Errno)
    case notHTTP
    case impossibleStatus(Int)
    case tls(TLSFailure)
    case other(String)

    init(_ error: any Error, _ timeout: Duration) {
        switch error {
        case is CancellationError: self = .stopped
        case let error as HTTPClientError: self = Self.client(error, timeout)
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                self.init(first.error, timeout)
            } else {
                self = .unknownHost
            }
        case let error as IOError: self = Self.operating(Errno(rawValue: error.errnoCode))
        case ChannelError.connectTimeout: self = .late(timeout)
        case let error as ChannelError where error == .eof || error == .ioOnClosedChannel: self = .closed
        case is HTTPParserError: self = .notHTTP
        case let error as ImpossibleStatus: self = .impossibleStatus(error.code)
        default: self = TLSFailure(error).map(Self.tls) ?? .other(Self.text(error))
        }
    }

    private static func client(_ error: HTTPClientError, _ timeout: Duration) -> ExchangeFailure {
        switch error {
        case .deadlineExceeded, .connectTimeout, .tlsHandshakeTimeout, .readTimeout, .writeTimeout,
            .getConnectionFromPoolTimeout:
            .late(timeout)
        case .cancelled, .alreadyShutdown: .stopped
        case .remoteConnectionClosed, .uncleanShutdown: .closed
        default: .other(text(error))
        }
    }

    private static func operating(_ error: Errno) -> ExchangeFailure {
        switch error {
        case .connectionRefused: .refused
        case .noSuchFileOrDirectory: .noSocket
        case .connectionReset, .brokenPipe: .reset
        default: .system(error)
        }
    }

    /// Libraries may quote what the server sent.
    private static func text(_ error: any Error) -> String { Excerpt(Array("\(error)".utf8)).text }

    /// A sentence for people.
    func sentence(_ endpoint: Endpoint, _ settings: HTTPSinkSettings) -> String {
        switch self {
        case .late(let timeout):
            "\(endpoint) has not answered within \(timeout). Look at the server and at the network between."
        case .stopped: "Publishing to \(endpoint) was stopped."
        case .unknownHost:
            "The host of \(endpoint) has no address. Check its name and this node's DNS."
        case .refused:
            "\(endpoint) refuses connections. Check that the server runs and listens there."
        case .noSocket:
            "The socket of \(endpoint) is not there. Check its path and that the server runs."
        case .reset: "\(endpoint) broke the connection before it answered. Look at the server's log."
        case .closed: "\(endpoint) closed the connection before it answered. Look at the server's log."
        case .system(let error): "\(endpoint) cannot be reached: \(error). Check the network and the server."
        case .notHTTP:
            "\(endpoint) does not answer in HTTP. Check the port; another service may listen there, or one with TLS."
        case .impossibleStatus(let code):
            "\(endpoint) answers with the status \(code), which HTTP does not have. Look at the server."
        case .tls(let failure): failure.sentence(endpoint, settings)
        case .other(let text): "The exchange with \(endpoint) failed: \(text)."
        }
    }
}
