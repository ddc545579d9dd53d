import AgentLoop
import ServiceLifecycle
import UnixSignals

/// SIGHUP asks for the configuration to be read again.
struct ReloadSignal: Service {
    let inbox: Inbox

    func run() async {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) { inbox.reload() }
        }
    }
}
