/// How often a duration was within each bound.
struct Histogram {
    /// Seconds: from a survey of a few functions to one of a thousand whose firmware is slow to answer.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// By bound; each counts only what the bounds below it did not. The last one has no bound.
    private var counts = [Int](repeating: 0, count: Self.bounds.count + 1)
    private var sum = Duration.zero

    mutating func observe(_ duration: Duration) {
        let seconds = duration.seconds
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += duration
    }

    var samples: [MetricSample] {
        var samples: [MetricSample] = []
        var total = 0
        for (bound, count) in zip(Self.bounds.map(\.number) + ["+Inf"], counts) {
            total += count
            samples.append(MetricSample(total, suffix: "_bucket", ["le": bound]))
        }
        return samples + [MetricSample(sum.seconds, suffix: "_sum"), MetricSample(total, suffix: "_count")]
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
