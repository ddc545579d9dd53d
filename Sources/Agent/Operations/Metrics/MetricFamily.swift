private import PrintableText

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

/// One value of a metric. Labels stay in the order they are given in.
struct MetricSample {
    private let suffix: String
    private let labels: KeyValuePairs<String, String>
    private let value: String

    init(_ value: some BinaryInteger, suffix: String = "", _ labels: KeyValuePairs<String, String> = [:]) {
        self.value = "\(value)"
        self.suffix = suffix
        self.labels = labels
    }

    init(_ value: Double, suffix: String = "", _ labels: KeyValuePairs<String, String> = [:]) {
        self.value = value.number
        self.suffix = suffix
        self.labels = labels
    }

    /// What follows the metric's name.
    var text: String {
        guard !labels.isEmpty else { return "\(suffix) \(value)" }
        let pairs = labels.map { "\($0)=\"\($1.labelValue)\"" }.joined(separator: ",")
        return "\(suffix){\(pairs)} \(value)"
    }
}

extension String {
    /// As the text format wants it within quotes.
    fileprivate var labelValue: String {
        printable.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
    }
}

extension Double {
    /// Whole numbers as such: neither `1.0` nor `1.7e+09`.
    var number: String { Int64(exactly: self).map { "\($0)" } ?? "\(self)" }
}
