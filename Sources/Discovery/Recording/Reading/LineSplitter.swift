/// Cuts a stream of chunks into lines; a line's bytes are moved at most once more than they are read.
struct LineSplitter {
    private var begun: [UInt8] = []

    /// The lines that the chunk completes, without their newlines.
    mutating func take(_ chunk: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = chunk.startIndex
        while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if begun.isEmpty {
                lines.append(chunk[start..<end])
            } else {
                begun += chunk[start..<end]
                lines.append(begun[...])
                begun = []
            }
            start = end + 1
        }
        begun += chunk[start...]
        return lines
    }

    /// The largest attributes are a graphics card's tables of some kibibytes; what never ends must not fill the memory.
    var isOfBearableLength: Bool { begun.count < 1 << 23 }

    /// Whether all that was taken has been given out.
    var isAtLineStart: Bool { begun.isEmpty }
}
