package import Claims
private import Delivery
internal import Files
internal import GRPCCore
internal import HostEvents
private import NIOPosix
internal import ServiceLifecycle
internal import SystemPackage

/// Answers a kubelet: registers as a driver, prepares claims, and tells how the devices are.
///
/// It goes on whatever becomes of the rest of the agent, and comes back when the kubelet's directories do: running pods
/// depend on it to end.
package struct KubeletPlugin: Service {
    private let settings: PluginSettings
    private let preparation: any ClaimPreparation
    private let health: HealthBoard
    private let clock: any Clock<Duration>
    private let report: @Sendable (PluginEvent) -> Void

    package init(
        _ settings: PluginSettings, preparation: any ClaimPreparation, health: HealthBoard,
        clock: any Clock<Duration> = ContinuousClock(), report: @escaping @Sendable (PluginEvent) -> Void
    ) {
        self.settings = settings
        self.preparation = preparation
        self.health = health
        self.clock = clock
        self.report = report
    }

    package func run() async throws {
        let operations = ClaimOperations(
            preparation, patience: Patience(limit: settings.patience, clock: clock), report: report)
        await withTaskExecutorPreference(LoopExecutor(MultiThreadedEventLoopGroup.singleton.any())) {
            await withDiscardingTaskGroup { group in
                group.addTask { await operations.run() }
                await withDiscardingTaskGroup { servers in
                    await keepServing(ClaimAnswers(operations: operations), in: &servers)
                }
                group.cancelAll()
            }
        }
        report(.stopped)
    }

    /// Returns when the service is told to stop. Servers of earlier sessions may still be at work on what they have begun.
    private func keepServing(_ answers: ClaimAnswers, in servers: inout DiscardingTaskGroup) async {
        var failures = 0
        while true {
            let began = ContinuousClock.now
            let end = await serve(answers, in: &servers)
            if began.duration(to: .now) > Self.longestDelay { failures = 0 }
            let delay = Self.backoff.wait(after: failures)
            switch end {
            case .stopped: return
            case .socketsLost:
                report(.socketsLost)
                // At once for the first time: it was the kubelet that cleared its directories.
                if failures > 0 { await pause(delay) }
            case .failed(let error):
                report(.unavailable(error, retryAfter: delay))
                await pause(delay)
            }
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            failures += 1
        }
    }

    private static let longestDelay = Duration.seconds(60)
    private static let backoff = Backoff(first: .seconds(1), longest: longestDelay)

    /// Waits, but not when the kubelet's directories come or the service is told to stop.
    private func pause(_ delay: Duration) async {
        let end = Awaited<Void>()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { [clock] in
                    // Only being cancelled ends the sleep early, and then nobody waits.
                    try? await clock.sleep(for: delay)
                    end.fulfil(())
                }
                group.addTask { await watch(started: {}, changed: { end.fulfil(()) }) }
                _ = await end.value()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            end.fulfil(())
        }
    }

    private func serve(_ answers: ClaimAnswers, in servers: inout DiscardingTaskGroup) async -> SessionEnd {
        let ending = Awaited<SessionEnd>()
        let session: PluginSession
        let sockets: PluginSockets
        do throws(PluginError) {
            sockets = try PluginSockets(
                driver: settings.driver, directory: settings.directory, instance: settings.instance)
            try makeDirectories(of: sockets)
            sockets.removeAbandoned(driver: settings.driver)
            session = try await PluginSession(
                sockets, ending: ending, services: services(answers, ending), registration: registration(sockets),
                in: &servers)
        } catch {
            ending.fulfil(.failed(error))
            return .failed(error)
        }
        report(.listening(registration: sockets.registration.path))
        defer { session.close() }
        return await withGracefulShutdownHandler {
            await supervise(session)
        } onGracefulShutdown: {
            ending.fulfil(.stopped)
        }
    }

    private func supervise(_ session: PluginSession) async -> SessionEnd {
        let check = { @Sendable in if !session.isInPlace { session.ending.fulfil(.socketsLost) } }
        return await withTaskGroup { group in
            group.addTask { await watch(started: check, changed: check) }
            group.addTask { [clock] in
                // A change that goes unnoticed costs time, and no more.
                while (try? await clock.sleep(for: .seconds(30))) != nil { check() }
            }
            let end = await session.ending.value()
            group.cancelAll()
            // Only a service that is cancelled gets none.
            return end ?? .stopped
        }
    }

    /// Tells when something happens to sockets of plugins, until the task is cancelled.
    private func watch(started: @escaping @Sendable () -> Void, changed: @escaping @Sendable () -> Void) async {
        let directories = [
            settings.directory.appending("plugins_registry"),
            settings.directory.appending("plugins").appending(settings.driver),
        ]
        do {
            try await DirectoryWatch(
                directories.map { WatchedDirectory($0, of: .nodes, names: .suffixed([".sock"])) }
            ).run(started: started) { [report] path, error in
                report(.unwatched(path, "\(error)"))
            } report: { _ in
                changed()
            }
        } catch {
            report(.unwatched(settings.directory, "\(error)"))
        }
    }

    private func makeDirectories(of sockets: PluginSockets) throws(PluginError) {
        guard (try? Descriptor(settings.directory, .readOnly, .directory)) != nil else {
            throw .noKubelet(settings.directory)
        }
        for file in [sockets.service, sockets.registration] {
            do {
                try AtomicDirectory(file.path.removingLastComponent()).make()
            } catch {
                throw PluginError(error)
            }
        }
    }

    private func registration(_ sockets: PluginSockets) -> RegistrationService {
        RegistrationService(
            driver: settings.driver, endpoint: sockets.service.path, reportsHealth: settings.reportsHealth,
            report: report)
    }

    private func services(_ answers: ClaimAnswers, _ ending: Awaited<SessionEnd>) -> [any RegistrableRPCService] {
        let claims = DRAService(answers: answers)
        guard settings.reportsHealth else { return [claims] }
        return [claims, HealthService(reports: HealthReports(board: health, clock: clock, ending: ending))]
    }
}
