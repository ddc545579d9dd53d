import Glibc

/// Random numbers that are the same in every run (SplitMix64), so that a failure found with them can be met again.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

/// How many rounds a test with random input runs: so many, or `APUS_FUZZ` times as many.
package func fuzzRounds(_ standard: Int) -> Int {
    guard let text = getenv("APUS_FUZZ"), let factor = Int(String(cString: text)), factor > 0 else { return standard }
    return standard * factor
}
