extension DeviceRecord {
    /// The record as text, its blank line included.
    package var text: String {
        var lines = ["P: \(path)"]
        if let node { lines.append("N: \(node.name)") }
        lines += links.sorted().map { "S: \($0)" }
        lines += properties.map { "E: \($0.name)=\($0.value)" }
        lines += attributes.sorted { $0.name < $1.name }.map { "A: \($0.name)=\(EscapedText.encode($0.bytes))" }
        lines += symbolicLinks.sorted { $0.name < $1.name }.map { "L: \($0.name)=\($0.value)" }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
