package import Hardware
private import Synchronization

/// How the devices of the pool are, and who wants to hear of it.
///
/// A device that was offered once, or that a claim held, stays on the list: a pod may still have it when it fails or
/// vanishes.
package final class HealthBoard: Sendable {
    private struct State {
        var pool: String?
        /// As the last survey found it.
        var inventory = Inventory()
        /// Names of devices.
        var known: Set<String> = []
        var readers: [Int: AsyncStream<Void>.Continuation] = [:]
        var count = 0

        /// By name; nil before it is known what is announced.
        var devices: [DeviceHealth]? {
            guard let pool else { return nil }
            let readiness = Dictionary(
                inventory.accelerators.map { ($0.name.description, $0.readiness) }
            ) { first, _ in first }
            return known.sorted().map {
                DeviceHealth(pool: pool, device: $0, state: DeviceHealth.State(readiness[$0]))
            }
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func announce(_ pool: String) { change { $0.pool = pool } }

    package func survey(_ inventory: Inventory) {
        change { state in
            state.inventory = inventory
            for accelerator in inventory.accelerators where accelerator.isOffered {
                state.known.insert(accelerator.name.description)
            }
        }
    }

    /// Adds devices that claims hold: an earlier agent may have offered them.
    package func hold(_ devices: [String]) { change { $0.known.formUnion(devices) } }

    private func change(_ change: (inout State) -> Void) {
        state.withLock { state in
            guard !state.readers.isEmpty else { return change(&state) }
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
