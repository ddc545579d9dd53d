private import Synchronization

/// Tells which claims no pod of this node can use any more.
final class GoneClaims: Sendable {
    private let source: any ClaimSource
    private let now: @Sendable () -> ContinuousClock.Instant
    /// When claims were first found gone that others waited for, by UID.
    private let first = Mutex<[String: ContinuousClock.Instant]>([:])

    /// Kubelets ask for the claim of a pod that has vanished when its containers have ended, or within a minute.
    private static let kubeletsTime = Duration.seconds(120)

    init(_ source: any ClaimSource, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.source = source
        self.now = now
    }

    /// `isInUse` is what the kubelet says. `isOurCluster` says that the server has a claim that the kubelet has asked for:
    /// a kubeconfig may be of another cluster, which has none of this node's claims, or others by their names.
    ///
    /// A server that withholds the claim says that no pod of this node uses it, but says so as well before it has learnt
    /// of the node's pods. So there the kubelet has to say it too.
    func contain(
        _ claim: ClaimReference, isOurCluster: Bool, isInUse: (ClaimReference) async -> Bool?
    ) async -> Bool {
        do throws(ClaimSourceError) {
            let document = try await source.document(of: claim)
            // One that makes no sense is still there.
            guard let uid = try? APIField(document)["metadata"]["uid"].text(), uid != claim.uid else { return false }
            if isOurCluster { return true }
            return await isInUse(claim) == false
        } catch {
            switch error {
            case .missing where isOurCluster: return await isInUse(claim) != true
            case .missing, .withheld: return await isInUse(claim) == false
            case .unreadable: return false
            }
        }
    }

    /// Whether it is in the way of a claim that can be prepared, and was found gone a while ago already. A pod that was
    /// deleted by force leaves the cluster at once, and runs on here until its kubelet has ended it.
    func containForLong(_ claim: ClaimReference, isInUse: (ClaimReference) async -> Bool?) async -> Bool {
        guard await contain(claim, isOurCluster: true, isInUse: isInUse) else {
            forget(claim)
            return false
        }
        let now = now()
        let since = first.withLock { first in
            let since = first[claim.uid] ?? now
            first[claim.uid] = since
            return since
        }
        return since.duration(to: now) >= Self.kubeletsTime
    }

    func forget(_ claim: ClaimReference) { first.withLock { $0[claim.uid] = nil } }
}
