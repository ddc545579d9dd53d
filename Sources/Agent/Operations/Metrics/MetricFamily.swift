/// A metric with all its samples, as Prometheus text.
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    let name: String
    let kind: Kind
    /// Our own words, on one line and without a backslash.
    let help: String
    let samples: [MetricSample]

    init(_ name: String, _ kind: Kind, _ help: String, _ samples: [MetricSample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    init(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        self.init(name, kind, help, [MetricSample(value)])
    }

    init(_ name: String, _ kind: Kind, _ help: String, _ histogram: Histogram) {
        self.init(name, kind, help, histogram.samples)
    }

    var text: String {
        let head = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        return samples.reduce(into: head) { text, sample in text += "\(name)\(sample.text)\n" }
    }
}
