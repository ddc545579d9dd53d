package import Hardware

/// The `KEY=value` lines of a `uevent` file.
package struct UeventProperties: Hashable, Sendable {
    private let values: [String: String]

    package init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[String(line[..<sign])] = String(line[line.index(after: sign)...])
        }
        self.values = values
    }

    package subscript(key: String) -> String? {
        values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A pair of ids as PCI devices have them: `10DE:25B6`.
    package func ids(_ key: String) -> (vendor: PCIID, device: PCIID)? {
        guard let text = self[key], let colon = text.firstIndex(of: ":"), let vendor = PCIID(text: text[..<colon]),
            let device = PCIID(text: text[text.index(after: colon)...])
        else { return nil }
        return (vendor, device)
    }
}
