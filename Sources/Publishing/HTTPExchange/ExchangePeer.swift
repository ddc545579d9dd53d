/// A server, as messages about it name it and what belongs to it.
package struct ExchangePeer: Hashable, Sendable {
    /// Its URL, without what could be a secret.
    package let name: String
    package let tls: TLSIdentity
    /// How the settings are called that hold certificates.
    package let settings: SettingNames

    package struct SettingNames: Hashable, Sendable {
        let authorities: String
        let client: String

        package static let httpSink = SettingNames(authorities: "ca", client: "clientCertificate and clientKey")
        package static let kubeconfig = SettingNames(
            authorities: "certificate-authority", client: "client-certificate and client-key")
    }

    package init(name: String, tls: TLSIdentity, settings: SettingNames) {
        self.name = name
        self.tls = tls
        self.settings = settings
    }
}

extension PEMText {
    /// The source inside a sentence.
    var place: String { source.hasPrefix("The ") ? "the" + source.dropFirst(3) : source }
}
