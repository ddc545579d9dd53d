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
