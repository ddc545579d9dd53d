private import Synchronization

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
