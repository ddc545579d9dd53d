private import Synchronization

/// Tells which claims no pod of this node can use any more, as far as the API server knows.
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

    private enum Word { case present, missing, replaced, withheld, unknown }

    private func word(on claim: ClaimReference) async -> Word {
        do throws(ClaimSourceError) {
            let document = try await source.document(of: claim)
            // One that makes no sense is still there.
            guard let uid = try? APIField(document)["metadata"]["uid"].text() else { return .present }
            return uid == claim.uid ? .present : .replaced
        } catch {
            return switch error {
            case .missing: .missing
            case .withheld: .withheld
            case .unreadable: .unknown
            }
        }
    }

    /// A server of another cluster than the kubelet's says so of all claims.
    func contain(_ claim: ClaimReference) async -> Bool {
        switch await word(on: claim) {
        case .missing, .replaced, .withheld: true
        case .present, .unknown: false
        }
    }

    /// Whether it is in the way of a claim that the kubelet has asked for and this server has, and was found gone a while
    /// ago already. A pod that was deleted by force leaves the cluster at once, and runs on here until its kubelet has
    /// ended it.
    ///
    /// A server that withholds the claim says that no pod of this node uses it, but says so as well before it has learnt
    /// of the node's pods. So there the kubelet has to say it too. `isInUse` is what it says; nil where it does not tell.
    func containForLong(_ claim: ClaimReference, isInUse: () async -> Bool?) async -> Bool {
        let isGone =
            switch await word(on: claim) {
            case .replaced: true
            case .missing: await isInUse() != true
            case .withheld: await isInUse() == false
            case .present, .unknown: false
            }
        guard isGone else {
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
