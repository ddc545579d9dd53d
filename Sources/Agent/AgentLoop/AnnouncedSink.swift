import AgentMetrics
import Logging
import ResourceSlices
import Sinks

/// A sink that says in the log what it holds, and in the metrics when it asks for another look.
struct AnnouncedSink: SliceSink {
    let sink: any SliceSink
    let name: String
    let telemetry: Telemetry
    let logger: Logger

    func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        try await sink.publish(publication)
        guard let pool = publication.slices.first?.pool else { return }
        let count = publication.slices.reduce(0) { $0 + $1.devices.count }
        let devices = count == 0 ? "no device" : count == 1 ? "1 device" : "\(count) devices"
        logger.debug("The sink \(name) has generation \(pool.generation) of the pool \(pool.name) with \(devices).")
    }

    func watch(_ lookAgain: @Sendable @escaping () -> Void) async {
        await sink.watch {
            telemetry.noticed("sink")
            lookAgain()
        }
    }

    func close() async { await sink.close() }
}
