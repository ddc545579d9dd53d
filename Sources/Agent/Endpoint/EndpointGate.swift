internal import HTTPExchange
private import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL
private import Synchronization

/// Lets those in that show the token or a client certificate.
///
/// The token is read for each request that needs it, so one that was replaced is void at once.
final class EndpointGate: Sendable {
    /// What a kubelet asks, which has nothing to show. The answers are a word, or a sentence about the agent.
    static let openPaths: Set = ["/livez", "/healthz", "/readyz"]

    private let access: EndpointAccess
    private let reader: CredentialReader
    private let logger: Logger
    /// What was last wrong with the token's file, so that it is said once.
    private let complaint = Mutex<CredentialFault?>(nil)

    init(_ access: EndpointAccess, reader: CredentialReader, logger: Logger) {
        self.access = access
        self.reader = reader
        self.logger = logger
    }

    /// Why a request is not answered; nil where it is.
    func refusal(of request: Request, on channel: any Channel) async -> Refusal? {
        guard access.tokenFile != nil || access.tls?.clientCA != nil, !Self.openPaths.contains(request.uri.path)
        else { return nil }
        // One that did not stand the check ended the connection.
        if access.tls?.clientCA != nil, (try? await channel.nioSSL_peerCertificate().get()) != nil { return nil }
        guard let file = access.tokenFile else { return .noCertificate }
        let given = request.headers[values: .authorization]
        do {
            let token = try await reader.read(orElse: { $0 }) { () throws(CredentialFault) in
                try BearerToken(CredentialFile(file).read().bytes, from: "The token file \(file)")
            }
            complaint.withLock { $0 = nil }
            if given.count == 1, token.isShown(by: given[0]) { return nil }
            return given.isEmpty ? .noToken : .otherToken
        } catch {
            complain(error)
            return .unknownToken
        }
    }

    private func complain(_ fault: CredentialFault) {
        let isNew = complaint.withLock { complaint in
            defer { complaint = fault }
            return complaint != fault
        }
        guard isNew else { return }
        logger.warning(
            "Nobody who shows a token is let in to metrics and the status page: \(fault)",
            metadata: ["event": "endpointClosed", "reason": "\(fault)"])
    }

    enum Refusal: Hashable {
        case noCertificate, noToken, otherToken
        /// The file cannot be read now; what is wrong with it is for the log alone.
        case unknownToken
    }
}
