import AgentConfiguration
import Endpoint
import Logging
import Operations
import ServiceLifecycle

/// Serves health and metrics where the configuration in force says so, one address at a time.
///
/// It is a service beside the agent and not a task of its loop: a server must be shut down, not cancelled, or a client
/// that connects at that moment ends the process.
struct EndpointOfConfiguration: Service, CustomStringConvertible {
    /// As debug lines of the log call it.
    let description = "EndpointOfConfiguration"
    private let telemetry: Telemetry
    private let logger: Logger
    private let addresses: AsyncStream<ListenAddress?>
    private let wish: AsyncStream<ListenAddress?>.Continuation

    init(telemetry: Telemetry, logger: Logger) {
        self.telemetry = telemetry
        self.logger = logger
        (addresses, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Where it listens from now on; nil for nowhere.
    func listen(on address: ListenAddress?) { wish.yield(address) }

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            var current: (address: ListenAddress, services: ServiceGroup)?
            for await address in addresses.cancelOnGracefulShutdown() where address != current?.address {
                if let current {
                    await current.services.triggerGracefulShutdown()
                    // Another one cannot have the same place before it has ended.
                    await group.next()
                }
                current = address.map { ($0, services(at: $0)) }
                guard let services = current?.services else { continue }
                group.addTask { [logger] in
                    do {
                        try await services.run()
                    } catch {
                        logger.warning("Health and metrics are not served any more: \(error)")
                    }
                }
            }
        }
    }

    private func services(at address: ListenAddress) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: [EndpointService(EndpointAddress(address), telemetry: telemetry, logger: logger)],
            logger: Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() })
        // A client that reads slowly does not hold up the end.
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        return ServiceGroup(configuration: configuration)
    }
}
