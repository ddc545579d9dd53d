/// The unit in which a whole column of memory sizes is shown, so that they can be compared at a glance.
struct MemoryUnit {
    private let bytes: UInt64
    private let name: String
    private let hasDecimals: Bool

    /// The largest in which the smallest size is at least one; with one decimal where not all are whole numbers.
    init(fitting sizes: [UInt64]) {
        let smallest = sizes.filter { $0 > 0 }.min() ?? 0
        let units = [(UInt64(1) << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        (bytes, name) = units.first { smallest >= $0.0 } ?? (1, "B")
        hasDecimals = !sizes.allSatisfy { [bytes] in $0.isMultiple(of: bytes) }
    }

    /// `40 GiB`, `15.9 GiB`.
    func text(_ size: UInt64) -> String {
        guard hasDecimals else { return "\(size / bytes) \(name)" }
        // Rounded to the nearest tenth.
        let (whole, rest) = size.quotientAndRemainder(dividingBy: bytes)
        let tenths = (rest * 10 + bytes / 2) / bytes
        return "\(whole + tenths / 10).\(tenths % 10) \(name)"
    }
}
