import AgentLoop
import Claims
import Delivery
import KubeletPlugin
import ServiceLifecycle

/// Serves the kubelet: the plugin that it calls, and the claims that it calls about.
struct KubeletService: Service {
    let wish: KubeletWish
    let claims: NodeClaims
    let health: HealthBoard
    let observer: any AgentObserver

    private static let backoff = Backoff(first: .seconds(1), longest: .seconds(60))

    func run() async throws {
        guard let preparer = await open() else { return }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await preparer.run() }
            group.addTask { [claims] in await claims.tellChanges(of: preparer) }
            try await KubeletPlugin(wish.plugin, preparation: preparer, health: health) { [observer] event in
                observer.observe(AgentEvent(event))
            }.run()
            group.cancelAll()
        }
    }

    /// Nil when the service is told to stop first.
    private func open() async -> ClaimPreparer? {
        var failures = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do throws(ClaimStepError) {
                return try await claims.open(wish)
            } catch {
                let delay = Self.backoff.wait(after: failures)
                observer.observe(.kubeletUnserved("\(error)", retryAfter: delay))
                // Thrown only to end the wait, which the loop sees by itself.
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
                failures += 1
            }
        }
        return nil
    }
}

/// Keeps the kubelet's list of devices what the survey finds and the pool announces.
struct HealthObserver: AgentObserver {
    let board: HealthBoard

    func observe(_ event: AgentEvent) {
        switch event {
        case .surveyed(let inventory, _): board.survey(inventory)
        case .poolAnnounced(let pool, _): board.announce(pool)
        case .claimsPrepared(let claims): board.hold(claims.flatMap(\.devices))
        default: return
        }
    }
}

extension AgentEvent {
    fileprivate init(_ event: PluginEvent) {
        switch event {
        case .listening(let socket): self = .kubeletAwaited(socket)
        case .registered: self = .kubeletRegistered
        case .registrationRefused(let reason): self = .kubeletRefused(reason)
        case .socketsLost: self = .kubeletSocketsLost
        case .unavailable(let error, let delay): self = .kubeletUnserved("\(error)", retryAfter: delay)
        case .unwatched(let path, let reason): self = .directoryUnwatched(path, reason)
        case .prepared(let claim, let devices, let duration):
            self = .claimPrepared("\(claim)", devices: devices, duration)
        case .preparationFailed(let claim, let reason, let duration):
            self = .claimRefused("\(claim)", reason, duration)
        case .unprepared(let claim, let duration): self = .claimUndone("\(claim)", duration)
        case .unpreparationFailed(let claim, let reason, let duration):
            self = .claimNotUndone("\(claim)", reason, duration)
        case .overdue(let claim, let duration): self = .claimOverdue("\(claim)", duration)
        case .stopped: self = .kubeletLeft
        }
    }
}
