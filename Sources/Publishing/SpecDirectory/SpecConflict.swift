package import CDI

/// A file of somebody else that defines devices of the agent's spec too.
package struct SpecConflict: Hashable, Sendable {
    package let file: String
    /// In the order of the spec; never empty.
    package let names: [QualifiedName]
    package let effect: Effect

    package enum Effect: Hashable, Sendable {
        /// Runtimes find the name twice where neither has priority, and refuse it.
        case refused
        /// Runtimes take the other file's device.
        case shadowed
    }

    package init(file: String, names: [QualifiedName], effect: Effect) {
        self.file = file
        self.names = names
        self.effect = effect
    }
}

extension SpecConflict: CustomStringConvertible {
    package var description: String {
        let effect =
            switch effect {
            case .refused: "so that container runtimes inject neither"
            case .shadowed: "and container runtimes prefer it"
            }
        return "The file \(file) also defines \(Self.list(names)), \(effect). Remove that file or set cdi.kind to "
            + "another kind."
    }

    private static func list(_ names: [QualifiedName]) -> String {
        let first = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(first) and \(names.count - 3) more" : first
    }
}
