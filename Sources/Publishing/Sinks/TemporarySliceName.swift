/// The name of a temporary file that may be a slice's: `.00000-gpu.apus.dev-node1.yaml.1b9x0q3k7z2mf.tmp`.
struct TemporarySliceName {
    private let target: Substring

    init?(_ name: String) {
        guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
        let rest = name.dropFirst().dropLast(4)
        guard let dot = rest.lastIndex(of: ".") else { return nil }
        target = rest[..<dot]
    }

    /// The file's name in the end, if it differs from that of another slice of the same pool only in its position.
    func target(like slice: String) -> String? {
        guard let dot = target.lastIndex(of: "."), ["yaml", "json"].contains(target[dot...].dropFirst()),
            let dash = target.firstIndex(of: "-"), let otherDash = slice.firstIndex(of: "-"),
            target[dash..<dot] == slice[otherDash...], target[..<dash].utf8.count >= 5,
            target[..<dash].allSatisfy({ $0.isHexDigit && $0.isASCII })
        else { return nil }
        return String(target)
    }
}
