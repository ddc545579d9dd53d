import FakeAPIServer
import Measurement

extension Workplace {
    /// A kubelet's kubeconfig, as a node has it.
    func writeKubeconfig(server: String) throws {
        try write(Certificates.authority, to: "ca.crt")
        try write(Certificates.node + "\n" + Certificates.nodeKey, to: "kubelet.pem")
        try write(
            """
            current-context: main
            contexts: [{name: main, context: {cluster: here, user: kubelet}}]
            clusters: [{name: here, cluster: {server: "\(server)", certificate-authority: ca.crt}}]
            users: [{name: kubelet, user: {client-certificate: kubelet.pem, client-key: kubelet.pem}}]
            """, to: "kubelet.conf")
    }

    func writeConfiguration(sink: String) throws {
        try write(
            """
            cdi: {directory: \(path)/cdi}
            nodeName: node1
            resync: 86400
            log: {level: warning}
            sinks: [{\(sink)}]
            """, to: "config.yaml")
    }
}
