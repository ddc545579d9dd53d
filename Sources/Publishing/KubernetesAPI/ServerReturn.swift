internal import Delivery

/// Polls a server that was away until what failed may work again, more often where something has to be written than where
/// only a watch was lost.
final class ServerReturn {
    private let session: ClusterSession
    private let (absences, absence) = AsyncStream.makeStream(of: APIFailure.self, bufferingPolicy: .bufferingNewest(1))
    /// Nothing was published since it failed so.
    private var isAway = false
    /// How many times it was asked since slices were published last.
    private var questions = 0

    init(_ session: ClusterSession) { self.session = session }

    func published() {
        isAway = false
        questions = 0
    }

    func failed(_ failure: APIFailure) {
        isAway = failure.isAbsence || failure.isMissingPart
        if isAway { absence.yield(failure) }
    }

    func announce(_ notice: @Sendable (SinkNotice) -> Void) async {
        for await failure in absences {
            while isAway, !Task.isCancelled {
                questions += 1
                await session.waitToReconnect(after: questions)
                guard isAway, await isOver(failure) else { continue }
                notice(.answersAgain)
                break
            }
        }
    }

    private func isOver(_ failure: APIFailure) async -> Bool {
        do throws(APIFailure) { return try await session.isOver(failure) } catch {
            // One that refuses is there.
            return failure.isAbsence && !error.isAbsence
        }
    }
}

extension APIFailure {
    /// Nobody answers, or whoever stands before the server says that it is away.
    var isAbsence: Bool {
        switch self {
        case .noAnswer: true
        case .refused(let status, _): (502...504).contains(status.code)
        default: false
        }
    }

    /// The server answers, and the cluster lacks what slices need.
    fileprivate var isMissingPart: Bool {
        switch self {
        case .unregistered, .noResourceSlices: true
        default: false
        }
    }
}
