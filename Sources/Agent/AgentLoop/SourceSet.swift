/// The sources that the configuration in force asks for, each in a task of its own.
struct SourceSet: Sendable {
    /// By the names of the sources.
    private var stops: [String: StopSignal] = [:]

    /// Ends what is not wanted any more and starts what is new; the rest is not disturbed.
    ///
    /// - Returns: How many were started.
    mutating func change<C>(to wanted: [PersistentSource<C>], in group: inout DiscardingTaskGroup) -> Int {
        for (name, stop) in stops where !wanted.contains(where: { $0.source.name == name }) {
            stop.stop()
            stops[name] = nil
        }
        let new = wanted.filter { stops[$0.source.name] == nil }
        for source in new {
            let stop = StopSignal()
            stops[source.source.name] = stop
            group.addTask { await stop.limit { await source.run() } }
        }
        return new.count
    }
}
