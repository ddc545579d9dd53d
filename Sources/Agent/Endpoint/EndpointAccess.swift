package import SystemPackage

/// Who is answered, and by what files that is decided. Either a token or a certificate is enough; where neither is asked
/// for, everybody is who reaches the endpoint.
package struct EndpointAccess: Hashable, Sendable {
    /// Holds a bearer token.
    package var tokenFile: FilePath?
    package var tls: TLSFiles?

    package init(tokenFile: FilePath? = nil, tls: TLSFiles? = nil) {
        self.tokenFile = tokenFile
        self.tls = tls
    }

    /// All in PEM.
    package struct TLSFiles: Hashable, Sendable {
        package let certificate: FilePath
        package let key: FilePath
        /// The CAs that clients' certificates may come from.
        package let clientCA: FilePath?

        package init(certificate: FilePath, key: FilePath, clientCA: FilePath? = nil) {
            self.certificate = certificate
            self.key = key
            self.clientCA = clientCA
        }
    }
}
