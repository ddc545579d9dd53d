internal import HTTPExchange
internal import Logging
internal import NIOSSL
private import Synchronization

/// What clients are shown, and what their certificates are checked against: as the files have it now.
final class ServerIdentity: Sendable {
    private let files: EndpointAccess.TLSFiles
    private let logger: Logger
    private let current: Mutex<Version>

    /// Reads the files. May block, as `context` may.
    init(_ files: EndpointAccess.TLSFiles, logger: Logger) throws(EndpointTLSError) {
        self.files = files
        self.logger = logger
        let texts = try Texts(files)
        current = Mutex(Version(texts: texts, context: try texts.context()))
    }

    /// For a new connection. While the files are being replaced, or are at fault, that of before stays.
    func context() -> NIOSSLContext {
        do {
            let texts = try Texts(files)
            if let known = current.withLock({ $0.texts == texts ? $0.context : nil }) { return known }
            let context = try texts.context()
            current.withLock { $0 = Version(texts: texts, context: context) }
            return context
        } catch {
            let (context, isNew) = current.withLock { current in
                defer { current.fault = error }
                return (current.context, current.fault != error)
            }
            if isNew {
                logger.warning(
                    "The endpoint keeps the certificates that it has: \(error)",
                    metadata: ["event": "endpointIdentityKept", "reason": "\(error)"])
            }
            return context
        }
    }

    private struct Version {
        let texts: Texts
        let context: NIOSSLContext
        /// What was last wrong with the files since.
        var fault: EndpointTLSError?
    }

    private struct Texts: Hashable {
        let certificate: PEMText
        let key: PEMText
        let clientCA: PEMText?

        init(_ files: EndpointAccess.TLSFiles) throws(EndpointTLSError) {
            do {
                certificate = try PEMText(files.certificate)
                key = try PEMText(files.key)
                clientCA = try files.clientCA.map { path throws(CredentialFault) in try PEMText(path) }
            } catch {
                throw .credential(error)
            }
        }

        func context() throws(EndpointTLSError) -> NIOSSLContext {
            do {
                var configuration = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try certificate.certificates().map { .certificate($0) },
                    privateKey: .privateKey(try key.key()))
                configuration.minimumTLSVersion = .tlsv12
                configuration.applicationProtocols = ["http/1.1"]
                if let clientCA {
                    configuration.trustRoots = .certificates(try clientCA.certificates())
                    // A kubelet has none to show for its probes; who needs one is asked for it with the request.
                    configuration.certificateVerification = .optionalVerification
                }
                return try NIOSSLContext(configuration: configuration)
            } catch let fault as CredentialFault {
                throw .credential(fault)
            } catch {
                // Each alone is well, so they do not belong together.
                throw .otherKey(certificate: certificate.source, key: key.source)
            }
        }
    }
}

/// Why there is no TLS with what the files hold.
enum EndpointTLSError: Error, Hashable, CustomStringConvertible {
    case credential(CredentialFault)
    case otherKey(certificate: String, key: String)

    var description: String {
        switch self {
        case .credential(let fault): fault.description
        case .otherKey(let certificate, let key):
            "\(key) holds the key of another certificate than \(certificate). Put both of one pair there."
        }
    }
}
