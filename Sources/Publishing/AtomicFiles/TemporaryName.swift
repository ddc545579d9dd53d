/// What a file is called before it is in its place: `.apus.dev-gpu.json.1b9x0q3k7z2mf.tmp`. Runtimes read hidden files
/// too, but only `.json` and `.yaml`.
struct TemporaryName: Hashable, CustomStringConvertible {
    /// The name that the file is to have in the end.
    let target: String
    private let mark: String

    /// A new one.
    init(for target: String) {
        self.target = target
        mark = String(UInt64.random(in: 0 ... .max), radix: 36)
    }

    /// Returns nil for the name of any other file.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.first == "", parts.last == "tmp", let mark = parts.dropLast().last,
            // A sign or a capital would be read as a number too.
            let number = UInt64(mark, radix: 36), String(number, radix: 36) == mark
        else { return nil }
        target = parts[1..<(parts.count - 2)].joined(separator: ".")
        self.mark = String(mark)
    }

    var description: String { ".\(target).\(mark).tmp" }
}
