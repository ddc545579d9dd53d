private import Dispatch
private import Synchronization

/// Divides work among all cores: with hundreds of virtual functions, the kernel's work for one file after the other is
/// what a survey waits for.
enum ParallelMap {
    /// Less than this is not worth another thread.
    private static let smallestShare = 32
    private static let mostShares = 8

    /// What came of each share, in the order of the items.
    static func work<Item: Sendable, Share: Sendable>(
        on items: [Item], _ work: @Sendable (ArraySlice<Item>) -> Share
    ) -> [Share] {
        let count = min(max(items.count / smallestShare, 1), mostShares)
        let shares = Mutex([Share?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let share = work(items[(items.count * index / count)..<(items.count * (index + 1) / count)])
            shares.withLock { $0[index] = share }
        }
        return shares.withLock { $0.compactMap(\.self) }
    }
}

/// A value that the threads of a survey share: the first that needs it makes it, and the others wait for that.
final class Once<Value: Sendable>: Sendable {
    private let made = Mutex<Value?>(nil)

    func value(_ make: () -> Value) -> Value {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = value
            return value
        }
    }
}

/// A value for each key, made the same way.
final class OncePerKey<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Once<Value>]>([:])

    func value(of key: Key, _ make: () -> Value) -> Value {
        let once = values.withLock { values in
            if let once = values[key] { return once }
            let once = Once<Value>()
            values[key] = once
            return once
        }
        return once.value(make)
    }
}
