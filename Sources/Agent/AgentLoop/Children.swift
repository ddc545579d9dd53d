/// Tasks that come and go with the configuration.
struct Children: Sendable {
    private var stops: [String: StopSignal] = [:]

    /// Ends what is not wanted any more and starts what is new; the rest is not disturbed.
    ///
    /// - Returns: How many were started.
    mutating func change(to wanted: [Companion], in group: inout DiscardingTaskGroup) -> Int {
        for (key, stop) in stops where !wanted.contains(where: { $0.key == key }) {
            stop.stop()
            stops[key] = nil
        }
        let new = wanted.filter { stops[$0.key] == nil }
        for companion in new {
            let stop = StopSignal()
            stops[companion.key] = stop
            group.addTask { await stop.limit(companion.run) }
        }
        return new.count
    }
}
