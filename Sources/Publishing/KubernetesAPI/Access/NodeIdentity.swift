private import NIOSSL
package import ResourceSlices
private import SystemPackage

/// This node's name in the cluster, and who said so. It is never the host's name: the two often differ.
package struct NodeIdentity: Hashable, Sendable {
    package let name: NodeName
    /// For the log: `the configuration`.
    package let source: String

    /// The configuration counts, then NODE_NAME, then the identity with which the kubeconfig signs in.
    package init(configured: String?, access: AccessSource) throws(AccessError) {
        if let configured, !configured.isEmpty {
            try self.init(configured, from: "the configuration")
            return
        }
        if let name = access.environment["NODE_NAME"], !name.isEmpty {
            try self.init(name, from: "the environment variable NODE_NAME")
            return
        }
        let user = try Self.user(of: access)
        guard let user, user.name.hasPrefix(Self.prefix) else {
            throw .noNodeName(user.map { "\($0.source) says \"\($0.name)\", which is no node" })
        }
        try self.init(String(user.name.dropFirst(Self.prefix.count)), from: user.source)
    }

    private init(_ name: String, from source: String) throws(AccessError) {
        guard let checked = try? NodeName(name) else { throw .badNodeName(name, from: source) }
        self.name = checked
        self.source = source
    }

    private static let prefix = "system:node:"

    private static func user(of source: AccessSource) throws(AccessError) -> (name: String, source: String)? {
        guard case .kubeconfig(let paths, let context) = source.kind else { return nil }
        let selection = try Kubeconfig(paths).selection(context: context)
        if let identity = try selection.access().identity {
            let file = selection.user?.file.string ?? ""
            guard let certificates = try? NIOSSLCertificate.fromPEMBytes(identity.certificate),
                let name = certificates.first.flatMap({ try? $0.toDERBytes() })
                    .flatMap(CertificateSubject.commonName)
            else { throw .badCertificate("it is no PEM certificate.", from: "The client certificate of \(file)") }
            return (name, "the client certificate of the kubeconfig \(file)")
        }
        guard let user = selection.user else { return nil }
        return (selection.userName, "the user of the kubeconfig \(user.file)")
    }
}
