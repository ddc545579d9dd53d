private import Glibc
private import Subprocess
private import SystemPackage

/// A running apusd, seen from outside.
package final class AgentProcess {
    private let id: Int32

    private init(_ id: Int32) { self.id = id }

    /// Runs it for as long as the body lasts; what it says on both streams goes to the end of the file `log`.
    package static func run<Value: Sendable>(
        _ words: [String], log: String, _ body: (AgentProcess) async throws -> Value
    ) async throws -> Value {
        let file = try FileDescriptor.open(
            FilePath(log), .writeOnly, options: [.create, .append, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o644))
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(60))]
        let result = try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), platformOptions: options,
            input: .none, output: .fileDescriptor(file, closeAfterSpawningProcess: true), error: .combinedWithOutput
        ) { execution in
            let value = try await body(AgentProcess(execution.processIdentifier.value))
            try execution.send(signal: .terminate)
            return value
        }
        return result.closureResult
    }

    /// User and system time since it began, in ticks of 10 ms.
    package var ticks: Int {
        get throws {
            // The name in the second field may hold anything.
            let fields = try text("stat").split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
                throw MeasureError("Reading the times of the process \(id)")
            }
            return user + system
        }
    }

    /// `VmRSS` and the like, in KiB.
    package func memory(_ key: String) throws -> Int {
        let line = try text("status").split(separator: "\n").first { $0.hasPrefix("\(key):") }
        guard let words = line?.split(whereSeparator: \.isWhitespace), words.count > 1, let value = Int(words[1]) else {
            throw MeasureError("Reading \(key) of the process \(id)")
        }
        return value
    }

    private func text(_ name: String) throws -> String {
        let file = open("/proc/\(id)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MeasureError("Opening /proc/\(id)/\(name)") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
