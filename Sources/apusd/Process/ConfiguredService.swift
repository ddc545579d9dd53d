import Logging
import ServiceLifecycle

/// Runs what the configuration in force asks for, one at a time.
///
/// It is a service beside the agent and not a task of its loop: a server must be shut down, not cancelled, or a client
/// that connects at that moment ends the process.
struct ConfiguredService<Wish: Hashable & Sendable>: Service, CustomStringConvertible {
    /// As debug lines of the log call it.
    let description: String
    private let logger: Logger
    private let patience: Duration
    private let make: @Sendable (Wish) -> any Service
    private let wishes: AsyncStream<Wish?>
    private let wish: AsyncStream<Wish?>.Continuation

    /// `patience` is how long one may take to end. `make` makes it from what the configuration says.
    init(
        _ description: String, patience: Duration, logger: Logger, _ make: @escaping @Sendable (Wish) -> any Service
    ) {
        self.description = description
        self.patience = patience
        self.logger = logger
        self.make = make
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What is to run from now on; nil for nothing.
    func follow(_ new: Wish?) { wish.yield(new) }

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            var current: (wish: Wish, services: ServiceGroup)?
            for await wish in wishes.cancelOnGracefulShutdown() where wish != current?.wish {
                if let current {
                    await current.services.triggerGracefulShutdown()
                    // Another one cannot have the same place before it has ended.
                    await group.next()
                }
                current = wish.map { ($0, services(for: $0)) }
                guard let services = current?.services else { continue }
                group.addTask { [description, logger] in
                    do {
                        try await services.run()
                    } catch {
                        logger.warning("\(description) has ended: \(error)")
                    }
                }
            }
        }
    }

    private func services(for wish: Wish) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: [make(wish)], logger: Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = patience
        return ServiceGroup(configuration: configuration)
    }
}
