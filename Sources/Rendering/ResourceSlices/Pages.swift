internal import Hardware

/// Cuts a sequence of keyed elements into pages that a slice can hold.
///
/// The keys are cut like a binary tree, at the highest bit in which they differ, until each part fits; so most pages are
/// decided by the keys in their own part of the tree alone. Filling pages to the brim one after the other would shift all
/// devices behind one that is lost, and every slice would be written anew.
struct Pages<Element> {
    typealias Entry = (key: PageKey, element: Element)

    enum Style {
        /// Neighbours stay together, and a page is decided by its part of the tree alone: when an element comes or goes,
        /// only its page changes, or is split, or joined with its sibling.
        case whole
        /// As few pages as can be: what two siblings have left over fills the next page. When an element comes or goes,
        /// its page changes and those that are filled with leftovers on its way up the tree.
        case full
    }

    let pages: [[Element]]

    /// `fits` holds for each part of a sequence for which it holds.
    init(_ entries: [Entry], _ style: Style = .whole, where fits: (ArraySlice<Entry>) -> Bool) {
        let entries = entries.sorted { $0.key < $1.key }
        var pages: [[Entry]] = []
        switch style {
        case .whole: Self.cut(entries[...], where: fits, into: &pages)
        case .full:
            let rest = Self.fill(entries[...], where: fits, into: &pages)
            if !rest.isEmpty { pages.append(Array(rest)) }
            // What is left over is scattered; by its first element it has a place among the others.
            pages.sort { $0[0].key < $1[0].key }
        }
        self.pages = pages.map { $0.map(\.element) }
    }

    private static func cut(
        _ entries: ArraySlice<Entry>, where fits: (ArraySlice<Entry>) -> Bool, into pages: inout [[Entry]]
    ) {
        guard let middle = middle(of: entries), !fits(entries) else {
            if !entries.isEmpty { pages.append(Array(entries)) }
            return
        }
        cut(entries[..<middle], where: fits, into: &pages)
        cut(entries[middle...], where: fits, into: &pages)
    }

    /// Adds the full pages of this part of the tree.
    ///
    /// - Returns: What is left over and fits into one page.
    private static func fill(
        _ entries: ArraySlice<Entry>, where fits: (ArraySlice<Entry>) -> Bool, into pages: inout [[Entry]]
    ) -> ArraySlice<Entry> {
        guard let middle = middle(of: entries), !fits(entries) else { return entries }
        let left = fill(entries[..<middle], where: fits, into: &pages)
        let right = fill(entries[middle...], where: fits, into: &pages)
        let both = left + right
        guard !fits(both) else { return both }
        var end = both.index(both.startIndex, offsetBy: left.count)
        while fits(both[...end]) { end += 1 }
        pages.append(Array(both[..<end]))
        return both[end...]
    }

    /// The first entry with a one in the highest bit in which the keys differ; simply half of them where a damaged
    /// host gave all the same key, and nil where there are not two.
    private static func middle(of entries: ArraySlice<Entry>) -> Int? {
        guard entries.count > 1, let first = entries.first, let last = entries.last else { return nil }
        let difference = first.key.bits ^ last.key.bits
        let half = entries.startIndex + entries.count / 2
        guard difference != 0 else { return half }
        let bit = UInt64(1) << UInt64(63 - difference.leadingZeroBitCount)
        return entries.firstIndex { $0.key.bits & bit != 0 } ?? half
    }
}

/// Where a device stands in the order of a pool, as one number, so that pages can be cut at its bits.
///
/// A virtual function has its physical function's number but for the lowest bits: the two stand together, the physical
/// function first, the virtual ones behind it by index.
struct PageKey: Hashable, Comparable {
    let bits: UInt64

    init(_ accelerator: Accelerator) {
        let function = accelerator.function
        if let partition = accelerator.partition {
            self.init(function.address, slot: UInt16(clamping: partition.index) | 0x8000)
            return
        }
        switch function.sriov {
        case .virtual(of: let parent, index: let index?): self.init(virtualFunction: index, of: parent)
        case .none, .physical, .virtual(of: _, index: nil): self.init(function.address, slot: 0)
        }
    }

    /// Where it stood when it was offered. Of a partition that is not known any more; behind all others of its function is
    /// near enough.
    init(_ held: HeldDevice) {
        if let parent = held.pfAddress, let index = held.vfIndex {
            self.init(virtualFunction: index, of: parent)
        } else {
            self.init(held.address, slot: held.isPartition ? .max : 0)
        }
    }

    private init(virtualFunction index: Int, of parent: PCIAddress) {
        self.init(parent, slot: min(UInt16(clamping: index), .max - 1) + 1)
    }

    private init(_ address: PCIAddress, slot: UInt16) {
        bits = UInt64(address.domain) << 32 | UInt64(address.routingID) << 16 | UInt64(slot)
    }

    static func < (left: PageKey, right: PageKey) -> Bool { left.bits < right.bits }
}
