import FakeAPIServer
import Synchronization
import TestSupport

/// Draws faults while it is on.
final class Weather: Sendable {
    private let random: Mutex<SeededGenerator>
    private let isStormy = Mutex(false)

    init(seed: UInt64) { random = Mutex(SeededGenerator(seed: seed)) }

    func turn(stormy: Bool) { isStormy.withLock { $0 = stormy } }

    func fault() -> Fault? {
        guard isStormy.withLock(\.self) else { return nil }
        return random.withLock { random in
            let faults: [Fault] = [
                .cut, .lostAnswer, .cutAnswer, .status(409), .status(500), .status(429, retryAfter: 1),
                .status(403), .late(.milliseconds(2)),
            ]
            return Int.random(in: 0..<4, using: &random) == 0 ? faults.randomElement(using: &random) : nil
        }
    }
}
