/// What the files that the settings name held at one moment.
struct Credentials: Hashable, Sendable {
    let token: Token?
    let tls: TLSFiles

    /// Reads all files, on a thread that may wait for a disk.
    @concurrent
    static func read(_ settings: HTTPSinkSettings) async throws(HTTPSinkError) -> Credentials {
        var token: Token?
        if let path = settings.tokenFile, let file = CredentialFile(path) {
            token = try Token(file.content(), from: path)
        }
        return Credentials(token: token, tls: try TLSFiles(settings))
    }
}
