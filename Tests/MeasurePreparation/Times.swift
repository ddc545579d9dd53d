/// How long calls took.
struct Times: Sendable {
    private let sorted: [Duration]

    /// Calls for each claim, so many at once.
    static func measure(
        _ claims: [Claim], _ pods: Int, _ call: @escaping @Sendable (Claim) async throws -> Void
    ) async throws -> Times {
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for pod in 0..<pods {
                group.addTask {
                    var times: [Duration] = []
                    for index in stride(from: pod, to: claims.count, by: pods) {
                        times.append(try await ContinuousClock().measure { try await call(claims[index]) })
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Times(sorted: times.sorted())
    }

    var text: String { "\(milliseconds(0.5)) / \(milliseconds(0.99)) ms" }

    private func milliseconds(_ part: Double) -> Double {
        let duration = sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
        return (duration / .milliseconds(1) * 100).rounded() / 100
    }
}
