private import ResourceSlices

/// Which stored slice becomes which desired one.
struct Matching {
    private(set) var matches: [Int: StoredSlice] = [:]
    /// In the order in which they were given.
    private(set) var unmatched: [StoredSlice] = []

    /// By name first, then by the place that the name tells, then by content: the last two take over what an earlier
    /// program left that named its slices otherwise.
    init(_ stored: [StoredSlice], to desired: [DesiredSlice]) {
        // The newest first: of two candidates for one place the older one goes.
        unmatched = stored.sorted { ($1.pool.generation, $0.name) < ($0.pool.generation, $1.name) }
        match(desired) { $0.name == $1.name }
        match(desired) { Self.place(in: $0.name) == $1.index }
        let named = matches
        match(desired) { slice, wanted in
            !slice.contentNames.isEmpty && slice.contentNames == SliceSpec.contentNames(of: wanted.spec)
        }
        if stored.count == 1, desired.count == 1 { match(desired) { _, _ in true } }
        // Schedulers take slices in the order of their names. Where taking over would turn that around, it is not done.
        guard !isInOrder(desired) else { return }
        unmatched += matches.filter { named[$0.key] == nil }.map(\.value)
        matches = named
    }

    private mutating func match(_ desired: [DesiredSlice], where isSame: (StoredSlice, DesiredSlice) -> Bool) {
        for slice in desired where matches[slice.index] == nil {
            guard let index = unmatched.firstIndex(where: { isSame($0, slice) }) else { continue }
            matches[slice.index] = unmatched.remove(at: index)
        }
    }

    private func isInOrder(_ desired: [DesiredSlice]) -> Bool {
        let names = desired.map { Array((matches[$0.index]?.name ?? $0.name).utf8) }
        return zip(names, names.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    }

    /// The number before the first dash, in five or more hexadecimal digits, as our names and those of Kubernetes' own
    /// helper since 1.36 begin.
    static func place(in name: String) -> Int? {
        let digits = name.utf8.prefix { $0 != UInt8(ascii: "-") }
        guard digits.count >= 5, digits.count < name.utf8.count,
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
