/// The word that someone who wrote another one probably meant.
package struct NearestWord {
    package let word: String?

    /// Words count as near when at most a third of their letters, or one, must be changed; case does not count.
    package init(to text: String, among words: [String]) {
        // Nobody mistypes a word as one of twice its length, and long texts would take long.
        let candidates = words.filter { text.utf8.count <= 2 * $0.utf8.count }
            .map { (word: $0, distance: Self.distance(Array($0.lowercased().utf8), Array(text.lowercased().utf8))) }
        let nearest = candidates.min { $0.distance < $1.distance }
        word = nearest.flatMap { $0.distance <= max(1, $0.word.utf8.count / 3) ? $0.word : nil }
    }

    /// How many letters must be put in, taken out, replaced, or swapped with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                let isSwap = row > 0 && column > 0 && left[row - 1] == other && letter == right[column - 1]
                if isSwap { best = min(best, beforeLast[column - 1] + 1) }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
