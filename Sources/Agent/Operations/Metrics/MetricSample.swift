private import PrintableText

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
