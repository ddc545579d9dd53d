import FakeAPIServer
import Glibc
import Measurement

/// The files of one agent below a directory that the caller takes away.
struct Workplace {
    let path: String

    init(_ path: String) throws {
        self.path = path
        for name in ["", "/cdi", "/state", "/slices"] {
            guard mkdir(path + name, 0o755) == 0 else { throw MeasureError("Making \(path)\(name)") }
        }
    }

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

    private func write(_ text: String, to name: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MeasureError("Making \(path)/\(name)") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw MeasureError("Writing \(path)/\(name)")
        }
    }
}
