package import SystemPackage

/// Where health, metrics and the status page are served, and to whom.
package struct EndpointSettings: Hashable, Sendable {
    /// Absent where they are not.
    package var listen: ListenAddress?
    /// Holds the bearer token that clients show.
    package var tokenFile: FilePath?
    /// In PEM, the certificate that clients are shown, then those that lead to its CA.
    package var certificate: FilePath?
    /// In PEM, without a passphrase.
    package var key: FilePath?
    /// In PEM, the CAs that clients' certificates may come from.
    package var clientCA: FilePath?

    package init() {}
}
