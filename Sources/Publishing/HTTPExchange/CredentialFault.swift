package import SystemPackage

/// What is wrong with a credential. None of it says what the credential is.
package enum CredentialFault: Error, Hashable, Sendable {
    case unreadable(FilePath, Errno)
    /// A pipe, a device or a directory; to open some of them is to wait without end.
    case notRegular(FilePath)
    case tooLarge(FilePath, limit: Int)
    /// The files cannot be read in that time.
    case late(Duration)
    case stopped
    /// Sources are named as a sentence begins with them: `The token file /etc/apus/token`.
    case emptyToken(source: String)
    case unusableToken(source: String)
    case noCertificate(source: String)
    case noKey(source: String)
}

extension CredentialFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let error):
            "The file \(path) cannot be read: \(error). Make it readable for the user that apusd runs as, or correct its "
                + "name in the configuration."
        case .notRegular(let path):
            "The file \(path) is not read, because it is not a regular file. Name the right file."
        case .tooLarge(let path, let limit):
            "The file \(path) has more than \(limit) bytes. Name the right file."
        case .late(let limit):
            "The credential files cannot be read within \(limit). Check the file systems that they are on."
        case .stopped: "Reading the credential files was stopped."
        case .emptyToken(let source):
            "\(source) is empty. Write the bearer token there, on one line."
        case .unusableToken(let source):
            "\(source) holds blanks, control characters or letters beyond ASCII, which no bearer token has. "
                + "Write the token alone there, on one line."
        case .noCertificate(let source):
            "\(source) does not hold certificates in PEM. It should begin with -----BEGIN CERTIFICATE-----."
        case .noKey(let source):
            "\(source) does not hold a private key in PEM without a passphrase. "
                + "It should begin with -----BEGIN PRIVATE KEY----- or the like."
        }
    }
}
