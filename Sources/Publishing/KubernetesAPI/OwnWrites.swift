/// Remembers what we wrote, to tell our own changes from those of others in a watch.
final class OwnWrites {
    /// By name, the uid of what the server has as far as we know.
    private var present: [String: String] = [:]
    private var versions: Set<String> = []
    private var deleted: Set<String> = []
    private var order: [String] = []
    /// Changes that came while we wrote: whose they are shows when all our writes are answered.
    private var deferred: [WatchEvent.Change]?
    private let limit: Int

    init(limit: Int = 2048) { self.limit = limit }

    /// From now on our own changes can be seen before the server has answered that it made them.
    func begin() { deferred = [] }

    /// All our writes are answered.
    ///
    /// - Returns: The changes of others that came in between.
    func end() -> [WatchEvent.Change] {
        defer { deferred = nil }
        return (deferred ?? []).filter(isForeign)
    }

    /// Takes a change from the watch.
    ///
    /// - Returns: Whether it is known to be another's.
    func heed(_ change: WatchEvent.Change) -> Bool {
        guard deferred == nil else {
            deferred?.append(change)
            return false
        }
        return isForeign(change)
    }

    /// What a list showed is known, whoever wrote it.
    ///
    /// - Returns: Whether anything is gone that was there.
    func saw(_ slices: [StoredSlice]) -> Bool {
        let uids = Set(slices.map(\.uid))
        let isMissing = present.values.contains { !uids.contains($0) }
        present = Dictionary(slices.map { ($0.name, $0.uid) }) { _, last in last }
        for slice in slices { remember(slice.resourceVersion) }
        return isMissing
    }

    func wrote(_ slice: StoredSlice) {
        present[slice.name] = slice.uid
        remember(slice.resourceVersion)
    }

    func removed(_ slice: StoredSlice) {
        present[slice.name] = nil
        deleted.insert(slice.uid)
    }

    /// A deletion counts only where it took what we think is there: an older one tells nothing new.
    private func isForeign(_ change: WatchEvent.Change) -> Bool {
        change.kind == .deleted
            ? !deleted.contains(change.uid) && present[change.name] == change.uid
            : !versions.contains(change.resourceVersion)
    }

    private func remember(_ version: String) {
        guard versions.insert(version).inserted else { return }
        order.append(version)
        guard order.count > limit else { return }
        versions.remove(order.removeFirst())
        if deleted.count > limit { deleted = [] }
    }
}
