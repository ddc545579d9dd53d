internal import Documents
internal import HTTPExchange
internal import ResourceSlices

/// Finds out in which version a server has ResourceSlices and of which release it is.
struct Negotiation {
    let connection: APIConnection
    let token: BearerToken?

    /// By the name of the resource: v1alpha3 is still there after 1.33, but holds only other kinds.
    func bestVersion() async throws(APIFailure) -> APIVersion? {
        let served =
            try await find("/apis/resource.k8s.io")?["versions"]?.elements.compactMap { $0["version"]?.text } ?? []
        for version in APIVersion.allCases.reversed() where served.contains(version.rawValue) {
            if try await hasSlices(version) { return version }
        }
        return nil
    }

    private func hasSlices(_ version: APIVersion) async throws(APIFailure) -> Bool {
        let list = try await find("/apis/\(version.groupVersion)")
        return list?["resources"]?.elements.contains { resource in
            let verbs = resource["verbs"]?.elements.compactMap(\.text) ?? []
            return resource["name"]?.text == "resourceslices"
                && ["create", "update", "watch"].allSatisfy(verbs.contains)
        } ?? false
    }

    /// nil where the server does not tell. It may tell later: a server that has just started lets nobody ask until it
    /// has read its roles.
    func release() async throws(APIFailure) -> (text: String, version: KubernetesVersion?)? {
        do throws(APIFailure) {
            guard let text = try await get("/version")["gitVersion"]?.text else { return nil }
            return ("Kubernetes \(text)", try? KubernetesVersion(text))
        } catch {
            guard let code = error.status?.code, (400..<500).contains(code), code != 429 else { throw error }
            return nil
        }
    }

    private func find(_ path: String) async throws(APIFailure) -> JSONValue? {
        do throws(APIFailure) { return try await get(path) } catch {
            guard error.status?.code == 404 else { throw error }
            return nil
        }
    }

    private func get(_ path: String) async throws(APIFailure) -> JSONValue {
        try await connection.send(APIRequest(path: path), token: token, to: "read \(path)")
    }

    /// The rules of a server that has slices in that version. One that does not tell its release is taken for the newest
    /// that has the version; so is one whose release cannot have it.
    static func dialect(_ version: APIVersion, _ release: KubernetesVersion?) -> SliceDialect {
        if let dialect = try? SliceDialect(apiVersion: version, kubernetes: release) { return dialect }
        do throws(SliceError) { return try SliceDialect(apiVersion: version) } catch {
            preconditionFailure("every version has a newest server: \(error)")
        }
    }
}
