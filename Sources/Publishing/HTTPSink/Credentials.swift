import Delivery
import HTTPExchange
import SystemPackage

/// What the files that the settings name held at one moment.
struct Credentials: Hashable, Sendable {
    let token: BearerToken?
    let tls: TLSIdentity
    /// Files with a secret that every user of the machine may read.
    let exposed: [FilePath]

    init(_ settings: HTTPSinkSettings) throws(CredentialFault) {
        var exposed: [FilePath] = []
        token = try settings.tokenFile.map { path throws(CredentialFault) in
            let content = try CredentialFile(path).read()
            if content.isPublic { exposed.append(path) }
            return try BearerToken(content.bytes, from: "The token file \(path)")
        }
        var tls = TLSIdentity(authorities: try settings.ca.map { path throws(CredentialFault) in try PEMText(path) })
        if let client = settings.client {
            let key = try CredentialFile(client.key).read()
            if key.isPublic { exposed.append(client.key) }
            tls.client = TLSIdentity.Client(
                certificate: try PEMText(client.certificate), key: PEMText(key.bytes, from: "The file \(client.key)"))
        }
        self.tls = tls
        self.exposed = exposed
    }
}
