package import Hardware
private import Synchronization

/// How the devices of the pool are, and who wants to hear of it.
///
/// A device that was offered once stays on the list: a pod may still hold it when it fails or vanishes.
package final class HealthBoard: Sendable {
    private struct State {
        var pool: String?
        var readiness: [DeviceName: Readiness] = [:]
        var known: Set<DeviceName> = []
        var readers: [Int: AsyncStream<Void>.Continuation] = [:]
        var count = 0

        /// By name; nil before it is known what is announced.
        var devices: [DeviceHealth]? {
            guard let pool else { return nil }
            return known.sorted { $0.description < $1.description }.map {
                DeviceHealth(pool: pool, device: $0.description, state: DeviceHealth.State(readiness[$0]))
            }
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func announce(_ pool: String) { change { $0.pool = pool } }

    package func survey(_ inventory: Inventory) {
        change { state in
            state.readiness = Dictionary(inventory.accelerators.map { ($0.name, $0.readiness) }) { first, _ in first }
            state.known.formUnion(inventory.offered.map(\.name))
        }
    }

    private func change(_ change: (inout State) -> Void) {
        state.withLock { state in
            let before = state.devices
            change(&state)
            guard state.devices != before else { return }
            for reader in state.readers.values { reader.yield() }
        }
    }

    /// The complete list; nil before it is known what is announced.
    var devices: [DeviceHealth]? { state.withLock(\.devices) }

    /// Something each time that the list changes; once where the reader is slow.
    func changes() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { reader in
            let number = state.withLock { state in
                state.count += 1
                state.readers[state.count] = reader
                return state.count
            }
            reader.onTermination = { [weak self] _ in self?.remove(number) }
        }
    }

    private func remove(_ number: Int) { state.withLock { $0.readers[number] = nil } }
}
