/// How many requests a server got in each second.
struct RequestCurve: Sendable {
    enum Outcome { case admitted, refused, unreachable }

    struct Second: Hashable, Sendable {
        var admitted = 0
        var refused = 0
        var unreachable = 0

        var asked: Int { admitted + refused + unreachable }
    }

    private let start: Duration
    private(set) var seconds: [Second] = []

    init(from start: Duration = .zero) { self.start = start }

    mutating func add(_ outcome: Outcome, at now: Duration) {
        let index = Int((now - start).components.seconds)
        while seconds.count <= index { seconds.append(Second()) }
        switch outcome {
        case .admitted: seconds[index].admitted += 1
        case .refused: seconds[index].refused += 1
        case .unreachable: seconds[index].unreachable += 1
        }
    }

    var total: Int { seconds.reduce(0) { $0 + $1.asked } }

    var peak: Int { seconds.map(\.asked).max() ?? 0 }

    /// A line for each second that had requests.
    func text(title: String, scale: Int) -> String {
        var lines = ["\(title): \(total) requests, at most \(peak) in a second", "  second  served  refused"]
        for (second, count) in seconds.enumerated() where count.asked > 0 {
            let bar =
                String(repeating: "#", count: (count.admitted + scale - 1) / scale)
                + String(repeating: "-", count: (count.refused + count.unreachable + scale - 1) / scale)
            let columns = [second, count.admitted, count.refused + count.unreachable].map {
                String(repeating: " ", count: max(0, 8 - String($0).count)) + String($0)
            }
            lines.append(columns.joined() + "  " + bar)
        }
        return lines.joined(separator: "\n")
    }
}
