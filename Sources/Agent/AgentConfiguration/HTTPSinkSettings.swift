package import SystemPackage

/// A server that takes a ResourceSliceList by PUT. All paths are absolute.
package struct HTTPSinkSettings: Hashable, Sendable {
    package let url: SinkURL
    /// Holds a bearer token.
    package var tokenFile: FilePath?
    package var client: ClientIdentity?
    /// Certificates, in PEM, of those who may vouch for the server; absent where the machine's own are meant.
    package var ca: FilePath?
    /// For one request, from connecting to the end of the answer.
    package var timeout = Duration.seconds(10)

    package init(url: SinkURL) { self.url = url }

    /// Who we are to the server, in PEM.
    package struct ClientIdentity: Hashable, Sendable {
        package let certificate: FilePath
        package let key: FilePath

        package init(certificate: FilePath, key: FilePath) {
            self.certificate = certificate
            self.key = key
        }
    }
}
