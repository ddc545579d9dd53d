internal import Documents
internal import HTTPExchange
internal import ResourceSlices

/// Finds out in which version a server has ResourceSlices and by the rules of which release.
struct Negotiation {
    let connection: APIConnection
    let token: BearerToken?

    func dialect() async throws(APIFailure) -> SliceDialect {
        let release = try await release()
        let versions = try await versions()
        for version in APIVersion.allCases.reversed() where versions.contains(version.rawValue) {
            if try await hasSlices(version) { return Self.dialect(version, release.flatMap(\.version)) }
        }
        throw .noResourceSlices(release?.text ?? connection.server.authority)
    }

    /// By the name of the resource: v1alpha3 is still there after 1.33, but holds only other kinds.
    private func hasSlices(_ version: APIVersion) async throws(APIFailure) -> Bool {
        let list = try await find("/apis/\(version.groupVersion)")
        return list?["resources"]?.elements.contains { resource in
            let verbs = resource["verbs"]?.elements.compactMap(\.text) ?? []
            return resource["name"]?.text == "resourceslices"
                && ["create", "update", "watch"].allSatisfy(verbs.contains)
        } ?? false
    }

    private func versions() async throws(APIFailure) -> [String] {
        try await find("/apis/resource.k8s.io")?["versions"]?.elements.compactMap { $0["version"]?.text } ?? []
    }

    /// nil where the server does not tell; its API version then decides.
    func release() async throws(APIFailure) -> (text: String, version: KubernetesVersion?)? {
        guard let text = try await find("/version")?["gitVersion"]?.text else { return nil }
        return ("Kubernetes \(text)", try? KubernetesVersion(text))
    }

    private func find(_ path: String) async throws(APIFailure) -> JSONValue? {
        do throws(APIFailure) {
            return try await connection.send(APIRequest(path: path), token: token, to: "read \(path)")
        } catch {
            guard error.status?.code == 404 else { throw error }
            return nil
        }
    }

    /// A release that cannot have the version it serves is none that we know the rules of.
    private static func dialect(_ version: APIVersion, _ release: KubernetesVersion?) -> SliceDialect {
        if let dialect = try? SliceDialect(apiVersion: version, kubernetes: release) { return dialect }
        do throws(SliceError) { return try SliceDialect(apiVersion: version) } catch {
            preconditionFailure("every version has a newest server: \(error)")
        }
    }
}
