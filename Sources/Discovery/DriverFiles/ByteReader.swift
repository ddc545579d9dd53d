/// Reads numbers and texts at any place of a foreign file. What lies outside is nil.
struct ByteReader {
    private let bytes: [UInt8]
    private let isBigEndian: Bool

    init(_ bytes: [UInt8], isBigEndian: Bool = false) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
    }

    var count: Int { bytes.count }

    func number<Number: FixedWidthInteger>(_ type: Number.Type, at start: Int) -> Number? {
        let size = Number.bitWidth / 8
        guard start >= 0, start <= bytes.count - size else { return nil }
        let digits = bytes[start..<start + size]
        return isBigEndian
            ? digits.reduce(0) { $0 << 8 | Number($1) } : digits.reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    func matches(_ expected: [UInt8], at start: Int) -> Bool {
        start >= 0 && start <= bytes.count - expected.count
            && bytes[start..<start + expected.count].elementsEqual(expected)
    }

    /// The text up to the next NUL; nil where none follows, or where it is empty or no UTF-8.
    func text(at start: Int) -> String? {
        guard bytes.indices.contains(start), let end = bytes[start...].firstIndex(of: 0), end > start else {
            return nil
        }
        return String(validating: bytes[start..<end], as: UTF8.self)
    }
}

/// Writes little-endian numbers one after the other.
struct ByteWriter {
    private(set) var content: [UInt8] = []

    mutating func bytes(_ bytes: some Sequence<UInt8>) { content += bytes }

    mutating func number(_ number: some FixedWidthInteger) {
        for byte in 0..<(type(of: number).bitWidth / 8) {
            content.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
        }
    }
}
