/// Events by where they came from. What is not known counts as `other`: a label must not grow with what a kernel sends.
struct EventCounts {
    private static let sources = [
        "accel", "auxiliary", "directory", "drm", "habanalabs", "infiniband_verbs", "kfd", "mdev", "mei", "misc",
        "other", "pci", "pending", "resync", "sighup", "sink", "vfio", "vfio-dev",
    ]

    private var counts = Dictionary(uniqueKeysWithValues: Self.sources.map { ($0, 0) })

    mutating func count(_ source: String) { counts[counts[source] == nil ? "other" : source, default: 0] += 1 }

    var samples: [MetricSample] { Self.sources.map { MetricSample(counts[$0] ?? 0, ["subsystem": $0]) } }
}
