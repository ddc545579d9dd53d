package import Hardware

/// A node that a driver has registered, as it stands below /dev.
package struct NodeFinding: Hashable, Sendable {
    /// The node, if it is there, by the number that it has there.
    package let node: DeviceNode?
    package let fault: NodeFault?

    init(
        _ path: String, _ kind: DeviceNode.Kind, _ number: DeviceNumber?, links: [String] = [], madeByKernel: Bool,
        in host: HostRoot
    ) {
        func node(_ number: DeviceNumber?) -> DeviceNode {
            DeviceNode(path: path, kind: kind, major: number?.major, minor: number?.minor, links: links)
        }
        switch host.node(path, madeByKernel: madeByKernel) {
        case .absent: (self.node, fault) = (nil, .missing(path: path))
        case .unnumbered: (self.node, fault) = (node(number), nil)
        case .numbered(let actual):
            self.node = node(actual)
            fault = number.flatMap { $0 == actual ? nil : .misnumbered(path: path, actual: actual, expected: $0) }
        }
    }
}

/// Why a node that a driver has registered cannot be used. Descriptions are sentences without a final stop.
package enum NodeFault: Hashable, Sendable, CustomStringConvertible {
    /// It is not below /dev yet.
    case missing(path: String)
    /// The node leads to another device, or to none.
    case misnumbered(path: String, actual: DeviceNumber, expected: DeviceNumber)

    /// What several faults come to; nil where there is none. A node with a wrong number stays as it is until a person
    /// removes it; one that is missing may still come.
    package static func readiness(_ faults: [NodeFault]) -> Readiness? {
        let lasting = faults.first { fault in
            guard case .misnumbered = fault else { return false }
            return true
        }
        return lasting.map { .failed($0.description) } ?? faults.first.map { .pending($0.description) }
    }

    package var description: String {
        switch self {
        case .missing(let path): "its driver has registered \(path), but there is no such node yet"
        case .misnumbered(let path, let actual, let expected):
            "\(path) has the number \(actual), but its driver's is \(expected); remove the node and have it made anew"
        }
    }
}
