internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import SystemPackage

/// Why there is no answer.
package enum ExchangeFailure: Error, Hashable, Sendable {
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
    /// More than anybody could mean.
    case tooLong
    case tls(TLSFailure)
    case other(String)

    /// `timeout` is how long the exchange may take.
    package init(_ error: any Error, _ timeout: Duration) {
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
        case is NIOTooManyBytesError, is ResponseAccumulator.ResponseTooBigError: self = .tooLong
        case let error as ImpossibleStatus: self = .impossibleStatus(error.code)
        default: self = TLSFailure(error).map(Self.tls) ?? .other(Self.text(error))
        }
    }

    private static func client(_ error: HTTPClientError, _ timeout: Duration) -> ExchangeFailure {
        switch error {
        case .deadlineExceeded, .connectTimeout, .tlsHandshakeTimeout, .readTimeout, .writeTimeout,
            .getConnectionFromPoolTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout:
            .late(timeout)
        case .cancelled, .alreadyShutdown: .stopped
        case .remoteConnectionClosed, .uncleanShutdown: .closed
        // The long form quotes headers.
        default: .other(error.shortDescription)
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
    private static func text(_ error: any Error) -> String { Excerpt("\(error)").text }

    /// A sentence for people.
    package func sentence(about peer: ExchangePeer) -> String {
        switch self {
        case .late(let timeout):
            "\(peer.name) has not answered within \(timeout). Look at the server and at the network between."
        case .stopped: "Publishing to \(peer.name) was stopped."
        case .unknownHost:
            "The host of \(peer.name) has no address. Check its name and this node's DNS."
        case .refused:
            "\(peer.name) refuses connections. Check that the server runs and listens there."
        case .noSocket:
            "The socket of \(peer.name) is not there. Check its path and that the server runs."
        case .reset: "\(peer.name) broke the connection before it answered. Look at the server's log."
        case .closed: "\(peer.name) closed the connection before it answered. Look at the server's log."
        case .system(let error): "\(peer.name) cannot be reached: \(error). Check the network and the server."
        case .notHTTP:
            "\(peer.name) does not answer in HTTP. Check the port; another service may listen there, or one with TLS."
        case .impossibleStatus(let code):
            "\(peer.name) answers with the status \(code), which HTTP does not have. Look at the server."
        case .tooLong:
            "The answer of \(peer.name) is longer than any that could be meant. Check that the right server listens there."
        case .tls(let failure): failure.sentence(about: peer)
        case .other(let text): "The exchange with \(peer.name) failed: \(text)."
        }
    }
}

/// A server, as messages about it name it and what belongs to it.
package struct ExchangePeer: Hashable, Sendable {
    /// Its URL, without what could be a secret.
    package let name: String
    package let tls: TLSIdentity
    /// How the settings are called that hold certificates.
    package let settings: SettingNames

    package struct SettingNames: Hashable, Sendable {
        let authorities: String
        let client: String

        package static let httpSink = SettingNames(authorities: "ca", client: "clientCertificate and clientKey")
        package static let kubeconfig = SettingNames(
            authorities: "certificate-authority", client: "client-certificate and client-key")
    }

    package init(name: String, tls: TLSIdentity, settings: SettingNames) {
        self.name = name
        self.tls = tls
        self.settings = settings
    }
}

extension PEMText {
    /// The source inside a sentence.
    var place: String { source.hasPrefix("The ") ? "the" + source.dropFirst(3) : source }
}
