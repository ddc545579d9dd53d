/// Content below one line that tells whether it is whole: `apus-state 1 2144df1c 5`, with checksum and length.
struct SealedContent: Hashable {
    let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    /// Returns nil for what was not written so, or is not as it was written.
    init?(text: [UInt8]) {
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        content = Array(text[(end + 1)...])
        // Compared as a whole, so that there is one spelling.
        guard Array(text[...end]) == Array(seal.utf8) else { return nil }
    }

    var text: [UInt8] { Array(seal.utf8) + content }

    private var seal: String {
        let digits = String(Checksum(content).value, radix: 16)
        let checksum = String(repeating: "0", count: 8 - digits.utf8.count) + digits
        return "apus-state 1 \(checksum) \(content.count)\n"
    }
}
