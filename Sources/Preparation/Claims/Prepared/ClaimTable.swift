internal import CDI
package import Hardware
package import ResourceSlices
private import Synchronization

/// The claims that hold devices now, and the devices that there are. Deciding on a claim and entering it is one step, so
/// no device is given away twice.
package final class ClaimTable: Sendable {
    private struct State {
        var claims = HoldingClaims()
        var surveyed: SurveyedDevices?
        var listener: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())

    package init() {}

    /// Nil before the first survey has ended.
    var surveyed: SurveyedDevices? { state.withLock(\.surveyed) }

    var claims: [PreparedClaim] { state.withLock(\.claims.sorted) }

    subscript(uid: String) -> PreparedClaim? { state.withLock { $0.claims[uid] } }

    /// Takes the result of a survey, and wakes whoever listens.
    package func take(_ inventory: Inventory) {
        let surveyed = SurveyedDevices(inventory)
        let listener = state.withLock { state in
            state.surveyed = surveyed
            return state.listener
        }
        listener?.yield()
    }

    /// Each survey from now on, and the last one; several at once are one. Somebody else who listened hears nothing more.
    func surveys() -> AsyncStream<Void> {
        let (stream, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let isSurveyed = state.withLock { state in
            state.listener = listener
            return state.surveyed != nil
        }
        if isSurveyed { listener.yield() }
        return stream
    }

    func enter(_ claim: PreparedClaim) { state.withLock { $0.claims[claim.claim.uid] = claim } }

    func strike(_ uid: String) { state.withLock { $0.claims[uid] = nil } }

    /// Enters a claim that devices can be given to, where the decision says so, and returns it with what its containers are given.
    func reserve(
        _ decide: (SurveyedDevices?, HoldingClaims) throws(PreparationError) -> (
            claim: PreparedClaim, content: PreparedClaim.Content
        )?
    ) throws(PreparationError) -> (claim: PreparedClaim, content: PreparedClaim.Content)? {
        let result: Result<(claim: PreparedClaim, content: PreparedClaim.Content)?, PreparationError> = state.withLock {
            state in
            Result { () throws(PreparationError) in
                let decision = try decide(state.surveyed, state.claims)
                if let claim = decision?.claim { state.claims[claim.claim.uid] = claim }
                return decision
            }
        }
        return try result.get()
    }
}

extension ClaimTable {
    /// The devices that claims hold and that this inventory does not offer: slices go on naming them, or schedulers
    /// would forget that a part of their card is taken.
    package func held(beyond inventory: Inventory, driver: DriverName) -> [HeldDevice] {
        let offered = Set(inventory.offered.map(\.name.description))
        let present = Dictionary(inventory.accelerators.map { ($0.name.description, $0) }) { first, _ in first }
        var held: [String: HeldDevice] = [:]
        for claim in claims where claim.driver == driver {
            for device in claim.devices where !device.allocated.isAdministrative {
                let name = device.allocated.device
                guard !offered.contains(name), held[name] == nil else { continue }
                held[name] = HeldDevice(
                    name: name, address: device.address, attributes: device.attributes, capacity: device.capacity,
                    condition: present[name] == nil ? .gone : .unusable)
            }
        }
        return held.values.sorted { $0.name < $1.name }
    }
}
