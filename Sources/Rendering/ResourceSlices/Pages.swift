/// Cuts a sequence of keyed elements into pages that a slice can hold.
///
/// The keys are cut like a binary tree: what does not fit is halved at the highest bit in which its keys differ, until
/// each part fits. So a page is decided by the keys in its part of the tree alone: when an element comes or goes, only
/// its page changes, or is split, or joined with its sibling. Filling pages to the brim one after the other would need
/// fewer of them, but then one lost device would shift all devices behind it and every slice would be written anew.
struct Pages<Element> {
    typealias Entry = (key: PageKey, element: Element)

    let pages: [[Element]]

    init(_ entries: [Entry], where fits: (ArraySlice<Entry>) -> Bool) {
        var pages: [[Element]] = []
        Self.cut(entries.sorted { $0.key < $1.key }[...], where: fits, into: &pages)
        self.pages = pages
    }

    private static func cut(
        _ entries: ArraySlice<Entry>, where fits: (ArraySlice<Entry>) -> Bool, into pages: inout [[Element]]
    ) {
        guard let first = entries.first, let last = entries.last else { return }
        guard entries.count > 1, !fits(entries) else {
            pages.append(entries.map(\.element))
            return
        }
        let middle = middle(of: entries, from: first.key, to: last.key)
        cut(entries[..<middle], where: fits, into: &pages)
        cut(entries[middle...], where: fits, into: &pages)
    }

    /// The first entry with a one in the highest bit in which the keys differ; simply half of them where a damaged
    /// host gave all the same key.
    private static func middle(of entries: ArraySlice<Entry>, from first: PageKey, to last: PageKey) -> Int {
        let difference = first.bits ^ last.bits
        guard difference != 0 else { return entries.startIndex + entries.count / 2 }
        let bit = UInt64(1) << UInt64(63 - difference.leadingZeroBitCount)
        return entries.firstIndex { $0.key.bits & bit != 0 } ?? entries.startIndex + entries.count / 2
    }
}
