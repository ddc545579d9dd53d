internal import Hardware

/// The claims that hold devices, by their UID and by the hardware that they hold: a node has hundreds, and each claim of a
/// pod that waits is compared with those that may be in its way.
package struct HoldingClaims: Sendable {
    private var claims: [String: PreparedClaim] = [:]
    private var uids: [PCIAddress: Set<String>] = [:]

    init() {}

    /// Sorted by UID. The texts are sorted, which are smaller.
    var sorted: [PreparedClaim] { claims.keys.sorted().compactMap { claims[$0] } }

    subscript(uid: String) -> PreparedClaim? {
        get { claims[uid] }
        set {
            for device in claims[uid]?.devices ?? [] { uids[device.address]?.remove(uid) }
            for device in newValue?.devices ?? [] { uids[device.address, default: []].insert(uid) }
            claims[uid] = newValue
        }
    }

    /// Those that hold something at one of the addresses, sorted by UID.
    func holding(_ addresses: Set<PCIAddress>) -> [PreparedClaim] {
        addresses.reduce(into: Set()) { $0.formUnion(uids[$1] ?? []) }.sorted().compactMap { claims[$0] }
    }
}

extension HoldingClaims: ExpressibleByArrayLiteral {
    package init(arrayLiteral claims: PreparedClaim...) { self.init(claims) }

    package init(_ claims: [PreparedClaim]) {
        for claim in claims { self[claim.claim.uid] = claim }
    }
}
