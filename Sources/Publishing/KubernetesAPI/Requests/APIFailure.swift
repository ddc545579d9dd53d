/// Why a request did not do what it should.
enum APIFailure: Error, Hashable, Sendable {
    case access(AccessError)
    /// There was no answer. Whether the server did what it was asked is not known.
    case noAnswer(String, from: String)
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
