internal import Documents
internal import HTTPExchange

/// What a credential plugin answered.
struct ExecCredential: Hashable {
    var token: BearerToken?
    var client: TLSIdentity.Client?
    /// Seconds since 1970; nil for ever.
    var expiration: Int?

    init(_ output: [UInt8], from plugin: ExecPlugin) throws(AccessError) {
        let document: JSONValue
        do throws(JSONError) { document = try JSONValue.reading(json: output) } catch {
            throw .plugin(plugin.command, Excerpt(error.description).text)
        }
        guard document["kind"]?.text == "ExecCredential", let status = document["status"] else {
            throw .plugin(plugin.command, "it printed no ExecCredential with a status.")
        }
        guard document["apiVersion"]?.text == plugin.apiVersion else {
            let version = Excerpt(document["apiVersion"]?.text ?? "no version", longest: 60).text
            throw .plugin(plugin.command, "it answered in \(version), and was asked in \(plugin.apiVersion).")
        }
        if let text = status["token"]?.text, !text.isEmpty {
            token = try AccessError.reading { () throws(CredentialFault) in
                try BearerToken(Array(text.utf8), from: "The token of the credential plugin \(plugin.command)")
            }
        }
        if let certificate = status["clientCertificateData"]?.text, let key = status["clientKeyData"]?.text,
            !certificate.isEmpty
        {
            func pem(_ text: String, _ field: String) -> PEMText {
                PEMText(Array(text.utf8), from: "The \(field) of the credential plugin \(plugin.command)")
            }
            client = TLSIdentity.Client(
                certificate: pem(certificate, "clientCertificateData"), key: pem(key, "clientKeyData"))
        }
        guard token != nil || client != nil else {
            throw .plugin(plugin.command, "its answer holds neither a token nor a certificate with its key.")
        }
        expiration = status["expirationTimestamp"]?.text.flatMap { KubernetesTime($0)?.seconds }
    }
}
