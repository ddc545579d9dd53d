/// Remembers what we wrote, to tell our own changes from those of others in a watch.
struct OwnWrites {
    /// By name, the uid of what the server has as far as we know.
    private(set) var present: [String: String] = [:]
    private var versions: Set<String> = []
    private var deleted: Set<String> = []
    private var order: [String] = []
    private let limit: Int

    init(limit: Int = 2048) { self.limit = limit }

    /// What a list showed is known, whoever wrote it.
    mutating func saw(_ slices: [StoredSlice]) {
        present = Dictionary(slices.map { ($0.name, $0.uid) }) { _, last in last }
        for slice in slices { remember(slice.resourceVersion) }
    }

    mutating func wrote(_ slice: StoredSlice) {
        present[slice.name] = slice.uid
        remember(slice.resourceVersion)
    }

    mutating func removed(_ slice: StoredSlice) {
        present[slice.name] = nil
        deleted.insert(slice.uid)
    }

    /// What was there and is not in a list any more.
    func isMissing(from slices: [StoredSlice]) -> Bool {
        let uids = Set(slices.map(\.uid))
        return present.values.contains { !uids.contains($0) }
    }

    /// A deletion counts only where it took what we think is there: an older one tells nothing new.
    func isForeign(_ change: WatchEvent.Change) -> Bool {
        change.isDeletion
            ? !deleted.contains(change.uid) && present[change.name] == change.uid
            : !versions.contains(change.resourceVersion)
    }

    private mutating func remember(_ version: String) {
        guard versions.insert(version).inserted else { return }
        order.append(version)
        guard order.count > limit else { return }
        versions.remove(order.removeFirst())
        if deleted.count > limit { deleted = [] }
    }
}
