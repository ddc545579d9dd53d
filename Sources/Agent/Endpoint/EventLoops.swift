private import NIOCore

/// The threads of everything in this process that talks over the network.
package enum EventLoops {
    /// Makes them one: a node has little to say, and one for each core is the default. To be called before any is used.
    package static func limitToOne() { NIOSingletons.groupLoopCountSuggestion = 1 }
}
