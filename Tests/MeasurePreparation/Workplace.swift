import FakeAPIServer
import Measurement

extension Workplace {
    /// An agent that serves a kubelet, and signs in as whoever may read all claims.
    func writeConfiguration(server: String) throws {
        try make("kubelet")
        try write(Certificates.authority, to: "ca.crt")
        try write(
            """
            current-context: main
            contexts: [{name: main, context: {cluster: here, user: me}}]
            clusters: [{name: here, cluster: {server: "\(server)", certificate-authority: ca.crt}}]
            users: [{name: me, user: {token: admin-token}}]
            """, to: "kubelet.conf")
        try write(
            """
            cdi: {directory: \(path)/cdi}
            nodeName: node1
            resync: 86400
            log: {level: warning}
            kubelet: {enabled: true, directory: \(path)/kubelet}
            sinks: [{type: kubernetes, kubeconfig: \(path)/kubelet.conf}]
            """, to: "config.yaml")
    }
}
