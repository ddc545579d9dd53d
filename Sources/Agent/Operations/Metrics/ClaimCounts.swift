/// How often claims were prepared and undone, and how long that took.
struct ClaimCounts {
    private(set) var preparations = Histogram()
    private(set) var undoings = Histogram()
    private var failedPreparations = 0
    private var failedUndoings = 0
    private var donePreparations = 0
    private var doneUndoings = 0

    mutating func prepared(_ isDone: Bool, in duration: Duration) {
        preparations.observe(duration)
        if isDone { donePreparations += 1 } else { failedPreparations += 1 }
    }

    mutating func undone(_ isDone: Bool, in duration: Duration) {
        undoings.observe(duration)
        if isDone { doneUndoings += 1 } else { failedUndoings += 1 }
    }

    var preparationSamples: [MetricSample] { Self.samples(failedPreparations, donePreparations) }

    var undoingSamples: [MetricSample] { Self.samples(failedUndoings, doneUndoings) }

    private static func samples(_ failed: Int, _ done: Int) -> [MetricSample] {
        [MetricSample(failed, ["result": "failed"]), MetricSample(done, ["result": "ok"])]
    }
}
