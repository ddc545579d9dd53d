internal import Documents
internal import HTTPExchange
internal import NIOCore
internal import ResourceSlices

/// The ResourceSlices of one driver on one node, as one API version has them.
struct SliceCollection {
    let connection: APIConnection
    let token: BearerToken?
    let version: APIVersion
    let driver: String
    let nodeName: String

    /// A slice of 128 devices takes up to 300 kB, and an answer may have 16 MiB.
    private static let pageSize = 50
    /// The slices of 10,040 functions fill four.
    private static let mostPages = 100

    private var path: String { "/apis/\(version.groupVersion)/resourceslices" }

    /// Node identities may look at their own node's slices only, so the selector names it.
    private var selector: (name: String, value: String) {
        ("fieldSelector", "spec.driver=\(driver),spec.nodeName=\(nodeName)")
    }

    struct Listing {
        var slices: [StoredSlice] = []
        /// From where a watch goes on.
        var resourceVersion = ""
    }

    func list() async throws(APIFailure) -> Listing {
        var listing = Listing()
        var continuation: String?
        for _ in 0..<Self.mostPages {
            var query = [selector, (name: "limit", value: String(Self.pageSize))]
            if let continuation { query.append((name: "continue", value: continuation)) }
            let page = try await connection.send(
                APIRequest(path: path, query: query), token: token, to: "list the ResourceSlices")
            for item in page["items"]?.elements ?? [] { listing.slices.append(try stored(item)) }
            listing.resourceVersion = page["metadata"]?["resourceVersion"]?.text ?? ""
            continuation = page["metadata"]?["continue"]?.text.flatMap { $0.isEmpty ? nil : $0 }
            if continuation == nil { return listing }
        }
        throw .malformed(
            "its list of ResourceSlices has no end, not after \(Self.mostPages) pages.",
            from: connection.server.authority)
    }

    func create(_ body: JSONValue, dryRun: Bool = false) async throws(APIFailure) -> StoredSlice {
        let query = dryRun ? [(name: "dryRun", value: "All")] : []
        let request = APIRequest(method: .post, path: path, query: query, body: body)
        let answer = try await connection.send(request, token: token, to: "create a ResourceSlice")
        // A dry run gives no resource version.
        return try stored(dryRun ? Self.withVersion(answer) : answer)
    }

    func replace(_ name: String, _ body: JSONValue) async throws(APIFailure) -> StoredSlice {
        let request = APIRequest(method: .put, path: "\(path)/\(APIRequest.encoded(name))", body: body)
        return try stored(await connection.send(request, token: token, to: "update the ResourceSlice \(name)"))
    }

    /// Deletes exactly what was seen; what is gone already is as good.
    func delete(_ slice: StoredSlice) async throws(APIFailure) {
        let request = APIRequest(
            method: .delete, path: "\(path)/\(APIRequest.encoded(slice.name))",
            body: [
                "apiVersion": "v1", "kind": "DeleteOptions",
                "preconditions": ["uid": .string(slice.uid), "resourceVersion": .string(slice.resourceVersion)],
            ])
        do throws(APIFailure) {
            _ = try await connection.send(request, token: token, to: "delete the ResourceSlice \(slice.name)")
        } catch {
            guard error.status?.code == 404 else { throw error }
        }
    }

    func watch(
        from resourceVersion: String, timeout: Int
    ) async throws(APIFailure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable {
        let query = [
            selector, (name: "watch", value: "true"), (name: "resourceVersion", value: resourceVersion),
            (name: "allowWatchBookmarks", value: "true"), (name: "timeoutSeconds", value: String(timeout)),
        ]
        return try await connection.watch(APIRequest(path: path, query: query), token: token)
    }

    private func stored(_ object: JSONValue) throws(APIFailure) -> StoredSlice {
        guard let slice = StoredSlice(object) else {
            throw .malformed(
                "it holds no ResourceSlice with a name, a uid and a pool.", from: connection.server.authority)
        }
        return slice
    }

    private static func withVersion(_ object: JSONValue) -> JSONValue {
        let metadata = object["metadata"] ?? [:]
        return object.setting(
            "metadata",
            metadata.setting("resourceVersion", metadata["resourceVersion"] ?? "")
                .setting("uid", metadata["uid"] ?? "").setting("name", metadata["name"] ?? ""))
    }
}
