internal import Hardware
internal import Sysfs

/// Whether this user may open the nodes of devices that are offered: a rootless container may open no others. Root may.
struct AccessChecks {
    let findings: [Finding]

    init(_ host: HostRoot, _ inventory: Inventory) {
        let nodes = inventory.offered.flatMap(\.nodes).map(\.path).filter { path in
            // Files of a capture stand for nodes, and have rights of their own.
            guard case .numbered = host.node(path) else { return false }
            return !host.mayUse(path)
        }
        let byGroup = Dictionary(grouping: Set(nodes).sorted()) { host.usingGroup(of: $0) }
        findings = byGroup.sorted { ($0.key ?? -1) < ($1.key ?? -1) }.map { Self.finding($1, group: $0, host) }
    }

    private static func finding(_ nodes: [String], group: Int?, _ host: HostRoot) -> Finding {
        let more = nodes.count == 1 ? "" : " and \(nodes.count - 1) more"
        let start = "This user's rootless containers cannot open \(nodes[0])\(more)"
        guard let group, group != 0 else {
            return Finding("rootless", .warning, "\(start), which \(nodes.count == 1 ? "is" : "are") for root alone.")
        }
        guard let name = name(of: group, host) else {
            return Finding("rootless", .warning, "\(start): it takes the group \(group), which has no name here.")
        }
        return Finding(
            "rootless", .warning, "\(start): it takes the group \(name), and a new login.",
            remedy: "sudo usermod -aG \(name) $USER")
    }

    /// `render:x:106:alice` of group(5).
    private static func name(of group: Int, _ host: HostRoot) -> String? {
        for line in host.text("/etc/group")?.split(separator: "\n") ?? [] {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, Int(fields[2]) == group { return String(fields[0]) }
        }
        return nil
    }
}
