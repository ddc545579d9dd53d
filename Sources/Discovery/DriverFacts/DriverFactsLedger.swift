internal import Hardware

/// What has been asked, and what was answered.
struct DriverFactsLedger {
    private var answers: [Key: Answer] = [:]
    /// What is being asked now. One question at a time: a driver that does not answer is not asked another.
    private var open: [Key] = []
    /// Whether a survey has gone on without the answer to that.
    private var isMissed = false

    /// More than a machine has GPUs and divisions of them in use.
    private static let mostAnswers = 256

    struct Key: Hashable, Sendable {
        let recipient: DriverFactsQuestion.Recipient
        let gpu: DriverFactsQuestion.GPU
    }

    private enum Answer {
        case told(DriverFacts.GPU, cudaDriverVersion: String?)
        case refused(String, at: ContinuousClock.Instant)
    }

    /// - Returns: What has to be asked now.
    mutating func begin(with keys: [Key], retry: Duration) -> [Key] {
        // What is gone may come back, as a GPU does that udev has not finished with for a moment, but not for ever.
        if answers.count > Self.mostAnswers { answers = answers.filter { keys.contains($0.key) } }
        guard open.isEmpty else { return [] }
        open = keys.filter { key in
            switch answers[key] {
            case nil: true
            case .refused(_, let instant)?: instant + retry <= .now
            case .told?: false
            }
        }
        return open
    }

    /// - Returns: Whether a survey has to be told.
    mutating func end(with result: Result<DriverFacts, FactsRefusal>) -> Bool {
        defer {
            open = []
            isMissed = false
        }
        for key in open { answers[key] = Self.answer(about: key.gpu.address, result) }
        return isMissed
    }

    /// Nobody waits for the answer any more, if there is none yet.
    mutating func missAnswer() { isMissed = !open.isEmpty }

    private static func answer(
        about address: PCIAddress, _ result: Result<DriverFacts, FactsRefusal>
    ) -> Answer {
        switch result {
        case .failure(let refusal): return .refused(refusal.reason, at: .now)
        case .success(let facts):
            guard let gpu = facts.gpus.first(where: { $0.address == address }) else {
                return .refused("the driver does not show the GPU", at: .now)
            }
            if let fault = gpu.fault { return .refused(fault, at: .now) }
            return .told(gpu, cudaDriverVersion: facts.cudaDriverVersion)
        }
    }

    func answer(to keys: [Key]) -> DriverFactsAnswer {
        var answer = DriverFactsAnswer()
        for key in keys {
            switch answers[key] {
            case .told(let gpu, let cudaDriverVersion)?:
                answer.facts.gpus.append(gpu)
                answer.facts.cudaDriverVersion = cudaDriverVersion
            case .refused(let reason, _)?: answer.faults[key.gpu.address] = reason
            case nil: answer.faults[key.gpu.address] = "the driver has not answered yet"
            }
        }
        return answer
    }
}
