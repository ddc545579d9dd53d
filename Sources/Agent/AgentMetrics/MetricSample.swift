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
        // 1.7e+09 reads badly, and whole numbers need no ".0".
        self.value = Int64(exactly: value).map { "\($0)" } ?? "\(value)"
        self.suffix = suffix
        self.labels = labels
    }

    /// What follows the metric's name.
    var text: String {
        guard !labels.isEmpty else { return "\(suffix) \(value)" }
        let pairs = labels.map { "\($0)=\"\($1.escaped(quotes: true))\"" }.joined(separator: ",")
        return "\(suffix){\(pairs)} \(value)"
    }
}
