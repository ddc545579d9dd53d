/// Cuts a stream of bytes at its newlines.
struct Lines {
    private var rest: [UInt8] = []
    private let longest: Int

    init(longest: Int = 4 << 20) { self.longest = longest }

    /// The lines that end in these bytes; nil where one is longer than any that could be meant.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [[UInt8]]? {
        let searched = rest.count
        rest += bytes
        var lines: [[UInt8]] = []
        var start = 0
        while let end = rest[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
            if end > start { lines.append(Array(rest[start..<end])) }
            start = end + 1
        }
        rest.removeFirst(start)
        return rest.count <= longest ? lines : nil
    }
}
