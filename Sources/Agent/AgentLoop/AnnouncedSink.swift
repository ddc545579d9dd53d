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
        let pool = publication.pool
        guard let poolName = pool.name else { return }
        let devices =
            switch pool.deviceCount {
            case 0: "no device"
            case 1: "1 device"
            case let count: "\(count) devices"
            }
        logger.debug("The sink \(name) has generation \(pool.generation) of the pool \(poolName) with \(devices).")
    }

    func watch(_ lookAgain: @Sendable @escaping () -> Void) async {
        await sink.watch {
            telemetry.noticed("sink")
            lookAgain()
        }
    }

    func close() async { await sink.close() }
}
