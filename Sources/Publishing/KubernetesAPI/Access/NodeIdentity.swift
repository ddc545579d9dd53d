private import HTTPExchange
private import NIOSSL
private import SystemPackage

/// The node that a cluster takes its client for, and who says so.
package struct NodeIdentity: Hashable, Sendable {
    package let name: String
    /// For people: `the client certificate of the kubeconfig /etc/kubernetes/kubelet.conf`.
    package let source: String

    /// The user's name is that of a node: `system:node:NAME`. No credential is read but the certificate that has it.
    package init(access: AccessSource) throws(AccessError) {
        let user = try Self.user(of: access)
        guard let user, user.name.hasPrefix(Self.prefix) else {
            throw .noNodeName(user.map { "\($0.source) says \"\($0.name)\", which is no node" })
        }
        name = String(user.name.dropFirst(Self.prefix.count))
        source = user.source
    }

    private static let prefix = "system:node:"

    private static func user(of source: AccessSource) throws(AccessError) -> (name: String, source: String)? {
        guard case .kubeconfig(let paths, let context) = source.kind else { return nil }
        let selection = try Kubeconfig(paths).selection(context: context)
        guard let user = selection.user else { return nil }
        guard let certificate = try selection.certificate() else {
            return (selection.userName, "the user of the kubeconfig \(user.file)")
        }
        let name = try AccessError.reading { () throws(CredentialFault) in
            guard let leaf = try certificate.certificates().first, let bytes = try? leaf.toDERBytes() else {
                throw .noCertificate(source: certificate.source)
            }
            return CertificateSubject.commonName(ofDER: bytes)
        }
        return name.map { ($0, "the client certificate of the kubeconfig \(user.file)") }
    }
}
