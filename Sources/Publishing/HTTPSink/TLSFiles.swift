import NIOSSL
import SystemPackage

/// What the certificate files held when they were read.
struct TLSFiles: Hashable, Sendable {
    private let settings: HTTPSinkSettings
    private let certificate: [UInt8]?
    private let key: [UInt8]?
    private let ca: [UInt8]?

    init(_ settings: HTTPSinkSettings) throws(HTTPSinkError) {
        self.settings = settings
        certificate = try CredentialFile(settings.clientCertificate)?.content()
        key = try CredentialFile(settings.clientKey)?.content()
        ca = try CredentialFile(settings.ca)?.content()
    }

    /// Certificates are always verified, and there is nothing to switch that off with.
    func configuration() throws(HTTPSinkError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let ca, let path = settings.ca {
            configuration.trustRoots = .certificates(try Self.certificates(ca, path))
        }
        if let certificate, let path = settings.clientCertificate {
            configuration.certificateChain = try Self.certificates(certificate, path).map { .certificate($0) }
        }
        if let key, let path = settings.clientKey {
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            } catch {
                throw .unusableKey(path)
            }
        }
        return configuration
    }

    private static func certificates(_ bytes: [UInt8], _ path: FilePath) throws(HTTPSinkError) -> [NIOSSLCertificate] {
        // What the library says of such a file is a list of codes.
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw .unusableCertificate(path)
        }
        return certificates
    }
}
