internal import SystemPackage

/// What one watch is good for. Directories are known by their index.
struct WatchUse: Hashable, Sendable {
    /// The entries on the way to directories.
    var steps: [FilePath.Component: Set<Int>] = [:]
    /// The directories that it watches itself.
    var contents: Set<Int> = []

    var all: Set<Int> { steps.values.reduce(contents) { $0.union($1) } }
}
