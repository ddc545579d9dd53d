import Glibc
import TestSupport

/// A running apusd.
final class Daemon {
    let log: DaemonLog
    private let process: RunningProgram

    private init(_ process: RunningProgram) {
        self.process = process
        log = DaemonLog(process.errors)
    }

    /// Runs one for as long as the body lasts, and kills it then where it has not ended before.
    static func run<Value>(
        in directory: DaemonDirectory, host: String? = nil, arguments: [String] = [],
        environment: [String: String] = [:], _ body: (Daemon) async throws -> Value
    ) async throws -> Value {
        let words = directory.command + (host.map { ["--host", $0] } ?? []) + arguments
        return try await RunningProgram.run(words, environment: environment) { try await body(Daemon($0)) }
    }

    /// One that ends by itself.
    static func outcome(
        in directory: DaemonDirectory, host: String? = nil, arguments: [String] = []
    ) async throws -> (status: Int32?, log: DaemonLog) {
        try await run(in: directory, host: host, arguments: arguments) { (await $0.wait(), $0.log) }
    }

    var id: Int32 { process.id }

    func signal(_ number: Int32) { process.signal(number) }

    /// Ends it as systemd does; returns the exit status.
    func stop() async -> Int32? {
        signal(SIGTERM)
        return await wait()
    }

    func wait() async -> Int32? {
        log.drain()
        return await process.wait()
    }
}
