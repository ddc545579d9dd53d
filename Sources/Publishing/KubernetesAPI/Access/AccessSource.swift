private import HTTPExchange
package import SystemPackage

/// Where access to a cluster comes from: a kubeconfig or a pod's service account.
package struct AccessSource: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case kubeconfig([FilePath], context: String?)
        case serviceAccount(FilePath)
    }

    let kind: Kind
    let environment: [String: String]

    /// Where kubelets keep theirs: most, and those of k3s, RKE2, k0s and MicroK8s.
    static let kubelets: [FilePath] = [
        "/etc/kubernetes/kubelet.conf", "/var/lib/rancher/k3s/agent/kubelet.kubeconfig",
        "/var/lib/rancher/rke2/agent/kubelet.kubeconfig", "/var/lib/k0s/kubelet.conf",
        "/var/snap/microk8s/current/credentials/kubelet.config",
    ]

    /// A kubeconfig that is named counts; then KUBECONFIG, a pod's service account, the kubelet's kubeconfig and that of
    /// the user, the first that is there.
    package init(
        kubeconfig: FilePath?, context: String?, environment: [String: String]
    ) throws(AccessError) {
        try self.init(
            kubeconfig: kubeconfig, context: context, environment: environment,
            serviceAccount: ServiceAccount.standardDirectory)
    }

    init(
        kubeconfig: FilePath?, context: String?, environment: [String: String],
        kubelets: [FilePath] = Self.kubelets,
        serviceAccount: FilePath
    ) throws(AccessError) {
        self.environment = environment
        if let kubeconfig {
            kind = .kubeconfig([kubeconfig], context: context)
            return
        }
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map { FilePath(String($0)) }
        if !listed.isEmpty {
            // As in kubectl, those of a list that are not there do not count.
            let there = listed.filter { CredentialFile($0).exists }
            kind = .kubeconfig(there.isEmpty ? listed : there, context: context)
            return
        }
        if context == nil, ServiceAccount(directory: serviceAccount, environment: environment).isThere {
            kind = .serviceAccount(serviceAccount)
            return
        }
        let usual = kubelets + (environment["HOME"].map { [FilePath($0).appending(".kube/config")] } ?? [])
        guard let first = usual.first(where: { CredentialFile($0).exists }) else {
            throw .noConfiguration(tried: usual)
        }
        kind = .kubeconfig([first], context: context)
    }

    /// Reads everything anew, since certificates and tokens are replaced while we run.
    func read() throws(AccessError) -> (access: ClusterAccess, plugin: ExecPlugin?) {
        switch kind {
        case .serviceAccount(let directory):
            return (try ServiceAccount(directory: directory, environment: environment).access(), nil)
        case .kubeconfig(let paths, let context):
            let selection = try Kubeconfig(paths).selection(context: context)
            return (try selection.access(), selection.plugin)
        }
    }
}
