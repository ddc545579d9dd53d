package import NIOSSL
package import SystemPackage

/// Text in PEM, and where it comes from, as a sentence begins with it: `The file /etc/apus/ca.pem`.
package struct PEMText: Hashable, Sendable {
    package let bytes: [UInt8]
    package let source: String

    package init(_ bytes: [UInt8], from source: String) {
        self.bytes = bytes
        self.source = source
    }

    /// Reads a file, which may block.
    package init(_ path: FilePath) throws(CredentialFault) {
        self.init(try CredentialFile(path).read().bytes, from: "The file \(path)")
    }

    package func certificates() throws(CredentialFault) -> [NIOSSLCertificate] {
        // What the library says of such a text is a list of codes.
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw .noCertificate(source: source)
        }
        return certificates
    }

    package func key() throws(CredentialFault) -> NIOSSLPrivateKey {
        do { return try NIOSSLPrivateKey(bytes: bytes, format: .pem) } catch { throw .noKey(source: source) }
    }
}

/// What a server's certificate is checked against, and the certificate that this node shows.
package struct TLSIdentity: Hashable, Sendable {
    /// A certificate with those that lead to its CA, and its key.
    package struct Client: Hashable, Sendable {
        package let certificate: PEMText
        package let key: PEMText

        package init(certificate: PEMText, key: PEMText) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// nil trusts what the system trusts.
    package var authorities: PEMText?
    package var client: Client?

    package init(authorities: PEMText? = nil, client: Client? = nil) {
        self.authorities = authorities
        self.client = client
    }

    /// Certificates are always verified, and there is nothing to switch that off with.
    package func configuration() throws(CredentialFault) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let authorities { configuration.trustRoots = .certificates(try authorities.certificates()) }
        if let client {
            configuration.certificateChain = try client.certificate.certificates().map { .certificate($0) }
            configuration.privateKey = .privateKey(try client.key.key())
        }
        return configuration
    }
}
