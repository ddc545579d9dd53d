import Delivery
import HTTPSink

extension HTTPSink {
    /// Publishes once and closes; nil where the publication was taken.
    static func failure(
        _ settings: HTTPSinkSettings, clock: any Clock<Duration> = ContinuousClock(),
        now: @Sendable @escaping () -> Int64 = { 0 }
    ) async throws -> SinkFailure? {
        let sink = HTTPSink(settings, version: "1.2.3", clock: clock, now: now)
        let failure = try await sink.failure()
        await sink.close()
        return failure
    }

    /// nil where the publication was taken.
    func failure() async throws -> SinkFailure? {
        let publication = try SlicePublication.empty()
        do throws(SinkFailure) {
            try await publish(publication)
            return nil
        } catch {
            return error
        }
    }
}

extension SinkFailure {
    var isUnavailable: Bool {
        guard case .unavailable = self else { return false }
        return true
    }

    var isRejected: Bool {
        guard case .rejected = self else { return false }
        return true
    }
}
