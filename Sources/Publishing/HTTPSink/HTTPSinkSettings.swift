package import SystemPackage

/// Where slices are sent and what opens the door there.
package struct HTTPSinkSettings: Hashable, Sendable {
    /// `https://…`, or `http://…` to this machine, or `http+unix://%2Frun%2Fx.sock/path`; `{node}` in the path or the
    /// query stands for the node's name.
    package var url: String
    /// Holds a bearer token.
    package var tokenFile: FilePath?
    /// Holds the certificate that this node shows, then those that lead to its CA, in PEM.
    package var clientCertificate: FilePath?
    /// Holds the key of the client certificate in PEM, without a passphrase.
    package var clientKey: FilePath?
    /// Holds the CAs that the server's certificate may come from, in PEM; the system's where it is absent.
    package var ca: FilePath?
    /// For one attempt as a whole, from the connection to the end of the answer.
    package var timeout: Duration

    package init(
        url: String, tokenFile: FilePath? = nil, clientCertificate: FilePath? = nil, clientKey: FilePath? = nil,
        ca: FilePath? = nil, timeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.tokenFile = tokenFile
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.ca = ca
        self.timeout = timeout
    }

    /// What a person has to correct before a sink can be made of the settings.
    package func check() throws(HTTPSinkError) { _ = try endpoint() }

    func endpoint() throws(HTTPSinkError) -> Endpoint {
        let endpoint = try Endpoint(url)
        guard timeout > .zero, timeout <= .seconds(600) else { throw .timeout(timeout) }
        guard (clientCertificate == nil) == (clientKey == nil) else { throw .halfAClientCertificate }
        guard endpoint.usesTLS || clientCertificate == nil && ca == nil else {
            throw .certificatesWithoutTLS(endpoint.description)
        }
        return endpoint
    }
}
