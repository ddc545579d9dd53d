package import AgentConfiguration
package import Sinks

/// What the loop is made of on a real node, and what takes its place in a test.
package struct AgentParts: Sendable {
    /// Reads the configuration again.
    package var reload: @Sendable () throws -> Configuration
    /// What writes for a configuration, without having looked yet.
    package var makeNode: @Sendable (Configuration) throws -> Node
    /// What notices changes, for a configuration.
    package var makeSources: @Sendable (Configuration) -> [any ChangeSource]
    package var makeSink: @Sendable (SinkConfiguration) throws -> any SliceSink
    /// Called when a configuration comes into force that was read again.
    package var adopted: @Sendable (Configuration) -> Void

    package init(
        reload: @escaping @Sendable () throws -> Configuration,
        makeNode: @escaping @Sendable (Configuration) throws -> Node,
        makeSources: @escaping @Sendable (Configuration) -> [any ChangeSource],
        makeSink: @escaping @Sendable (SinkConfiguration) throws -> any SliceSink,
        adopted: @escaping @Sendable (Configuration) -> Void = { _ in }
    ) {
        self.reload = reload
        self.makeNode = makeNode
        self.makeSources = makeSources
        self.makeSink = makeSink
        self.adopted = adopted
    }
}
