internal import Documents

/// What a credential plugin answered.
struct ExecCredential: Hashable {
    var token: String?
    var identity: ClusterAccess.Identity?
    /// Seconds since 1970; nil for ever.
    var expiration: Int?

    init(_ output: [UInt8], from plugin: ExecPlugin) throws(AccessError) {
        let document: JSONValue
        do throws(JSONError) { document = try JSONValue.reading(json: output) } catch {
            throw .plugin(plugin.command, error.description)
        }
        guard document["kind"]?.text == "ExecCredential", let status = document["status"] else {
            throw .plugin(plugin.command, "it printed no ExecCredential with a status.")
        }
        guard document["apiVersion"]?.text == plugin.apiVersion else {
            throw .plugin(
                plugin.command,
                "it answered in \(document["apiVersion"]?.text ?? "no version"), and was asked in \(plugin.apiVersion)."
            )
        }
        token = status["token"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        if let certificate = status["clientCertificateData"]?.text, let key = status["clientKeyData"]?.text,
            !certificate.isEmpty
        {
            identity = ClusterAccess.Identity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        }
        guard token != nil || identity != nil else {
            throw .plugin(plugin.command, "its answer holds neither a token nor a certificate with its key.")
        }
        expiration = status["expirationTimestamp"]?.text.flatMap { Timestamp($0)?.seconds }
    }
}
