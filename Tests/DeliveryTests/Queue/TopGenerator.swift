/// Chance that always gives the largest number, so that each wait has its full length.
struct TopGenerator: RandomNumberGenerator {
    func next() -> UInt64 { .max }
}
