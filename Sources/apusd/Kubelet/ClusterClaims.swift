import Claims
import Documents
import KubernetesAPI

/// The claims of a cluster, for whoever prepares them.
struct ClusterClaims: ClaimSource {
    let reader: ClaimReader

    func document(of claim: ClaimReference) async throws(ClaimSourceError) -> JSONValue {
        do throws(ClaimReadingError) {
            return try await reader.claim(namespace: claim.namespace, name: claim.name)
        } catch {
            switch error {
            case .missing: throw .missing
            case .withheld(let sentence): throw .withheld(sentence)
            case .failed(let sentence): throw .unreadable(sentence)
            }
        }
    }
}
