/// Something that runs beside the loop for as long as the configuration asks for it.
package struct Companion: Sendable {
    /// The same key stands for the same thing: `127.0.0.1:9400`.
    package let key: String
    package let run: @Sendable () async -> Void

    package init(key: String, run: @escaping @Sendable () async -> Void) {
        self.key = key
        self.run = run
    }
}
