import Glibc
import Testing

/// A running apusd.
final class Daemon {
    let log: DaemonLog
    private let process: ChildProcess

    init(
        in directory: DaemonDirectory, host: String? = nil, arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        let words = directory.command + (host.map { ["--host", $0] } ?? []) + arguments
        process = try #require(ChildProcess(words, environment: environment), "\(words[0]) cannot be started.")
        log = DaemonLog(process.errors)
    }

    var id: Int32 { process.id }

    func signal(_ number: Int32) { process.signal(number) }

    /// Ends it as systemd does; returns the exit status.
    func stop() -> Int32 {
        signal(SIGTERM)
        return wait()
    }

    func wait() -> Int32 {
        log.drain()
        return process.wait()
    }
}
