internal import Delivery

/// Why a request did not do what it should.
enum APIFailure: Error, Hashable, Sendable {
    case access(AccessError)
    /// There was no answer. Whether the server did what it was asked is not known.
    case noAnswer(String)
    case refused(APIStatus, doing: String)
    case malformed(String, from: String)
    case noResourceSlices(String)
    /// The same slices changed under each of several tries.
    case contended
    case unwritable(String)
    /// The node has no object in the cluster yet.
    case unregistered(String)
}

extension APIFailure {
    var status: APIStatus? {
        guard case .refused(let status, _) = self else { return nil }
        return status
    }

    /// Whether the world was not as we thought, so that the same plan is wrong and another look may give a right one.
    var isOutdatedView: Bool {
        guard let status else { return false }
        return status.code == 409 || status.code == 404 || status.isExpired
    }
}

extension APIFailure {
    /// How long to leave a server alone that does not let us in.
    private static let patience = Duration.seconds(30)

    var sinkFailure: SinkFailure {
        switch self {
        case .refused(let status, _):
            switch status.code {
            case 403: .throttled(description, retryAfter: status.retryAfter ?? Self.patience)
            case 429: .throttled(description, retryAfter: status.retryAfter ?? .seconds(1))
            case 400, 405, 406, 413, 415, 422: .rejected(description)
            default: status.retryAfter.map { .throttled(description, retryAfter: $0) } ?? .unavailable(description)
            }
        case .unwritable: .rejected(description)
        case .access, .noAnswer, .malformed, .noResourceSlices, .contended, .unregistered: .unavailable(description)
        }
    }
}

extension APIFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .access(let error): error.description
        case .noAnswer(let reason): reason
        case .refused(let status, let action): Self.sentence(status, action)
        case .malformed(let reason, let server): "The answer of the API server \(server) makes no sense: \(reason)"
        case .noResourceSlices(let version):
            """
            The API server (\(version)) serves no ResourceSlices in a version that this program can write. Before \
            Kubernetes 1.34, switch on the feature gate DynamicResourceAllocation and the API resource.k8s.io.
            """
        case .contended: "Somebody else keeps changing this node's ResourceSlices; is there a second agent?"
        case .unwritable(let reason): reason
        case .unregistered(let node):
            """
            The cluster has no node "\(node)" yet. If it never comes, the name is wrong: "kubectl get nodes" lists them.
            """
        }
    }

    private static func sentence(_ status: APIStatus, _ action: String) -> String {
        let words = status.message.isEmpty ? status.reason : status.message
        let said = words.isEmpty ? "" : ": \(words.hasSuffix(".") ? words.dropLast() : words[...])"
        switch status.code {
        case 401:
            return "The API server does not know our credentials (401)\(said). Are they of this cluster, and current?"
        case 403: return "The API server does not let us \(action) (403)\(said). \(advice(status.message))"
        case 422:
            let fields = status.fields.isEmpty ? "" : " Fields: \(status.fields.prefix(5).joined(separator: ", "))."
            return "The API server found the ResourceSlices invalid when asked to \(action) (422)\(said).\(fields)"
        default: return "The API server failed to \(action) (\(status.code))\(said)."
        }
    }

    /// The user for whom a server takes us that refuses something.
    var refusedUser: String? { status.flatMap { Self.user(in: $0.message) } }

    private static func user(in refusal: String) -> String? {
        refusal.firstRange(of: "User \"").map { String(refusal[$0.upperBound...].prefix { $0 != "\"" }) }
    }

    /// What helps depends on who we are.
    private static func advice(_ refusal: String) -> String {
        guard let user = user(in: refusal) else {
            return "Grant the permissions in kubernetes/rbac.yaml, or check the node's name."
        }
        guard user.hasPrefix("system:node:") else { return "Grant \(user) the permissions in kubernetes/rbac.yaml." }
        return """
            A kubelet's identity may change the slices of its own node alone: is this node called \
            \(user.dropFirst("system:node:".count)), and does the server use the authorization mode Node?
            """
    }
}
