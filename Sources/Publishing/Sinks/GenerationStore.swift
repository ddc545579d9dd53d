package import Files

/// Where the generations of pools survive restarts: a `StateFile`, outside of tests.
package protocol GenerationStore: Sendable {
    /// What was written last; nil where nothing ever was.
    func read() throws(StateError) -> [UInt8]?

    /// Replaces what was written before, as a whole or not at all. It has reached the disk when this returns.
    func write(_ content: [UInt8]) throws(StateError)
}

extension StateFile: GenerationStore {}
