internal import Documents
internal import SystemPackage

/// A program that a kubeconfig names for fetching credentials.
struct ExecPlugin: Hashable {
    let command: String
    let arguments: [String]
    let environment: [String: String]
    let apiVersion: String
    let providesClusterInfo: Bool
    let installHint: String?

    init?(_ section: Kubeconfig.Section) {
        guard let command = section.text("command") else { return nil }
        // A name with a slash leads on from the kubeconfig; without one it is looked for in PATH.
        self.command =
            command.contains("/")
            ? section.file.removingLastComponent().pushing(FilePath(command)).string : command
        arguments = section.node["args"]?.sequence?.compactMap { $0.scalar?.text } ?? []
        environment = Dictionary(
            (section.node["env"]?.sequence ?? []).compactMap { entry in
                guard let name = entry["name"]?.scalar?.text else { return nil }
                return (name, entry["value"]?.scalar?.text ?? "")
            }
        ) { _, last in last }
        apiVersion = section.text("apiVersion") ?? ""
        providesClusterInfo = section.node["provideClusterInfo"]?.boolean ?? false
        installHint = section.text("installHint")
    }

    /// `client.authentication.k8s.io/v1` and `…/v1beta1`.
    var isKnownVersion: Bool {
        ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(apiVersion)
    }

    /// What the plugin reads from KUBERNETES_EXEC_INFO.
    func request(for access: ClusterAccess) -> JSONValue {
        let cluster = JSONValue.object(known: [
            "server": .string(access.server.description),
            "tls-server-name": access.serverName.map(JSONValue.string),
            "certificate-authority-data": access.authorities.map { .string(Base64.encode($0)) },
        ])
        return [
            "apiVersion": .string(apiVersion), "kind": "ExecCredential",
            "spec": .object(known: ["cluster": providesClusterInfo ? cluster : nil, "interactive": false]),
        ]
    }
}
