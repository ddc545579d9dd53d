/// Text of the kernel is read byte by byte: its lines and names are ASCII, and characters would cost a look at Unicode's
/// tables for each.
extension Span<UInt8> {
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    package func starts(with other: Span<UInt8>) -> Bool {
        count >= other.count && extracting(first: other.count).isEqual(to: other)
    }
}

extension String {
    /// Whether the word, or part of a word, stands anywhere in it.
    package func mentions(_ word: String) -> Bool {
        let (bytes, word) = (utf8.span, word.utf8.span)
        for start in bytes.indices where bytes.extracting(droppingFirst: start).starts(with: word) { return true }
        return false
    }

    /// A part by the places of its bytes, which must not cut a character.
    package func part(bytes range: Range<Int>) -> Substring { self[...].part(bytes: range) }
}

extension Substring {
    package func part(bytes range: Range<Int>) -> Substring {
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return Substring(utf8[start..<utf8.index(start, offsetBy: range.count)])
    }
}
