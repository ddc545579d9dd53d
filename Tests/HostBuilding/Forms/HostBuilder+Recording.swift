import Hardware

extension HostBuilder {
    /// The host in umockdev's device description format. What stands outside /sys/devices is one record of its own,
    /// `/devices/virtual/apus/host`.
    package var recording: String {
        var host = HostDevice(path: "/devices/virtual/apus/host", subsystem: "apus")
        for (path, value) in files { host.set(path, to: value) }
        return ([host] + devices).map(\.record).joined(separator: "\n")
    }
}

extension HostDevice {
    /// The lines of one record of a recording; a blank line stands between two.
    package var record: String {
        var lines = ["P: \(path)"]
        if let node { lines.append("N: \(node.name)") }
        lines += (node?.links ?? []).map { "S: \($0)" }
        lines += allProperties.map { "E: \($0.key)=\($0.value)" }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .text(let text): lines.append("A: \(name)=\(Self.escaped(text))")
            case .link(let target): lines.append("L: \(name)=\(target)")
            case .binary(let bytes):
                let digits = bytes.map { hexadecimal($0, digits: 2) }.joined().uppercased()
                lines.append("H: \(name)=\(digits)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var allProperties: [Property] {
        var all = properties + [Property("SUBSYSTEM", subsystem)]
        if let node {
            all += [
                Property("MAJOR", "\(node.major)"), Property("MINOR", "\(node.minor)"),
                Property("DEVNAME", "/dev/\(node.name)"),
            ]
            if !node.links.isEmpty {
                all.append(Property("DEVLINKS", node.links.map { "/dev/\($0)" }.joined(separator: " ")))
            }
        }
        return all.sorted { $0.key < $1.key }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
