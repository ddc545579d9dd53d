import Delivery
import Files
import KubernetesAPI
import SystemPackage

/// What a preparation cannot do without, each measured by itself and by our own means.
enum Floor {
    /// The claim is read from the API server.
    static func readings(of claims: [Claim], kubeconfig: FilePath, _ pods: Int) async throws -> Times {
        let reader = ClaimReader(
            settings: KubernetesSinkSettings(kubeconfig: kubeconfig), environment: [:], version: "0"
        ) { _ in }
        return try await Times.measure(claims, pods) { claim in
            _ = try await reader.claim(namespace: "team", name: claim.name)
        }
    }

    /// The journal's two entries, the metadata and the spec are written, and the disk is waited for once.
    static func writings(for claims: [Claim], in path: FilePath, _ pods: Int) async throws -> Times {
        let directory = AtomicDirectory(path)
        try directory.make()
        return try await Times.measure(claims, pods) { claim in
            let content = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
            for name in ["started", "metadata", "spec"] {
                try directory.write(content, to: "\(claim.name).\(name)", surviving: .program)
            }
            try directory.write(content, to: "\(claim.name).completed")
        }
    }
}
