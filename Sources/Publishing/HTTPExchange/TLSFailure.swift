internal import NIOSSL

/// Why no safe connection came about.
package enum TLSFailure: Hashable, Sendable {
    /// The server's certificate is not to be trusted; the library does not say why.
    case untrusted
    case otherHost
    /// This node's certificate, or that it has none, is not accepted.
    case clientCertificate
    case keyOfAnotherCertificate
    case notTLS
    case closed
    case other(String)

    /// nil for an error that has nothing to do with TLS.
    init?(_ error: any Error) {
        switch error {
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .otherHost
        case let error as NIOSSLExtraError: self = .other(Self.text(error))
        case NIOSSLError.uncleanShutdown: self = .closed
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate: self = .untrusted
        // A file without a key was found out before.
        case NIOSSLError.failedToLoadPrivateKey: self = .keyOfAnotherCertificate
        case NIOSSLError.handshakeFailed(let error): self = Self(error)
        case let error as BoringSSLError: self = Self(error)
        case let error as NIOSSLError: self = .other(Self.text(error))
        default: return nil
        }
    }

    /// The reasons exist in writing only.
    private init(_ error: BoringSSLError) {
        let text = "\(error)"
        func names(_ reasons: String...) -> Bool { reasons.contains { text.contains($0) } }
        self =
            if names("CERTIFICATE_VERIFY_FAILED") {
                .untrusted
            } else if names(
                "ALERT_CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_EXPIRED",
                "ALERT_CERTIFICATE_UNKNOWN", "ALERT_CERTIFICATE_REVOKED", "ALERT_UNSUPPORTED_CERTIFICATE",
                "ALERT_HANDSHAKE_FAILURE", "ALERT_ACCESS_DENIED")
            {
                .clientCertificate
            } else if names("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "INVALID_OUTER_RECORD_TYPE") {
                .notTLS
            } else if names("EOF during handshake", "zeroReturn", "syscallError") {
                .closed
            } else {
                .other(Self.text(error))
            }
    }

    private static func text(_ error: any Error) -> String { Excerpt("\(error)").text }

    /// A sentence for people.
    func sentence(about peer: ExchangePeer) -> String {
        switch self {
        case .untrusted:
            "The certificate of \(peer.name) is not trusted: it comes from no CA in "
                + "\(peer.tls.authorities?.place ?? "the system's list"), or has expired, or is not valid yet. Renew it, or "
                + "name its CA in a file as \(peer.settings.authorities), or set this node's clock; `openssl s_client` "
                + "shows the certificate."
        case .otherHost:
            "The certificate of \(peer.name) is for another host. Use a name that the certificate has, or give the server "
                + "a certificate for this one."
        case .clientCertificate:
            peer.tls.client.map {
                "\(peer.name) does not accept this node's certificate in \($0.certificate.place). Renew it, or let the "
                    + "server trust its CA."
            } ?? "\(peer.name) wants a certificate from this node. Name one as \(peer.settings.client)."
        case .keyOfAnotherCertificate:
            "The key in \(peer.tls.client?.key.place ?? "use") belongs to another certificate than that in "
                + "\(peer.tls.client?.certificate.place ?? "use"). Put both of one pair there."
        case .notTLS:
            "\(peer.name) does not speak TLS. Check the port; the server may speak plain http there."
        case .closed:
            "\(peer.name) closed the connection before TLS was agreed on or an answer came. Look at the server's log."
        case .other(let text): "No safe connection to \(peer.name) came about: \(text)."
        }
    }
}
