package import SystemPackage

/// Why a sink cannot be made of its settings, or what is wrong with one of the files they name. None of it says what a
/// file holds.
package enum HTTPSinkError: Error, Hashable, Sendable {
    case unusableURL(String, because: String)
    /// The URL is not repeated: it holds a password.
    case passwordInURL
    /// Others could read what is sent, and answer in the server's name.
    case plainHTTP(String, host: String)
    case tlsOverSocket
    case timeout(Duration)
    case halfAClientCertificate
    case certificatesWithoutTLS(String)

    case unreadable(FilePath, Errno)
    case tooLarge(FilePath, limit: Int)
    case emptyToken(FilePath)
    case unusableToken(FilePath)
    case unusableCertificate(FilePath)
    case unusableKey(FilePath)
}

extension HTTPSinkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unusableURL(let url, let reason):
            "The URL \(url) cannot be used, because \(reason). Write it as https://host:port/path or "
                + "http+unix://%2Frun%2Fserver.sock/path."
        case .passwordInURL:
            "The URL of the http sink holds a user or a password. Put a bearer token into a file and name it as tokenFile."
        case .plainHTTP(let url, let host):
            "The URL \(url) cannot be used, because plain http goes over a network to \(host), where others can read and "
                + "change it. Write https://; plain http is for 127.0.0.0/8, [::1], localhost and Unix sockets."
        case .tlsOverSocket:
            "TLS over a Unix socket cannot be used, because the certificate has no host name to be checked against. "
                + "Write http+unix://; what passes through a socket does not leave the machine."
        case .timeout(let timeout):
            "The timeout \(timeout) of the http sink cannot be used. Choose more than nothing and at most 600 seconds."
        case .halfAClientCertificate:
            "The http sink has a client certificate without a key, or a key without a certificate. "
                + "Name both clientCertificate and clientKey, or none."
        case .certificatesWithoutTLS(let url):
            "The http sink has certificate files, but \(url) is without TLS. "
                + "Write https:// or leave out clientCertificate, clientKey and ca."
        case .unreadable(let path, let error):
            "The file \(path) cannot be read: \(error). Make it readable for the user that apusd runs as, or correct its "
                + "name in the configuration."
        case .tooLarge(let path, let limit):
            "The file \(path) has more than \(limit) bytes. Name the right file."
        case .emptyToken(let path):
            "The token file \(path) is empty. Write the bearer token into it, on one line."
        case .unusableToken(let path):
            "The token file \(path) holds blanks, control characters or letters beyond ASCII, which no bearer token has. "
                + "Write the token alone into it, on one line."
        case .unusableCertificate(let path):
            "The file \(path) does not hold certificates in PEM. It should begin with -----BEGIN CERTIFICATE-----."
        case .unusableKey(let path):
            "The file \(path) does not hold a private key in PEM without a passphrase. "
                + "It should begin with -----BEGIN PRIVATE KEY----- or the like."
        }
    }
}
