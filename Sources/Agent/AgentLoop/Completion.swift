import AgentConfiguration

/// What blocking work came to. The node comes back with it: only one piece of work has it at a time.
struct Completion: Sendable {
    let node: Node
    let outcome: Outcome

    enum Outcome: Sendable {
        case looked(LookReport)
        case checked(LookReport)
        /// The configuration was read again; or why the old one stays in force.
        case reloaded(Result<Configuration, ConfigurationRefusal>)
    }
}

/// Why a configuration that was read again is not used: a sentence.
package struct ConfigurationRefusal: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
