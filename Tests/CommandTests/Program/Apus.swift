import TestSupport
import Testing

/// The command as tests run it: without the configuration of the machine that they run on.
enum Apus {
    static let program = ApusProgram()

    static func run(_ arguments: [String], host: String, config: String = "/dev/null") async throws
        -> ApusProgram.Outcome
    {
        // The configuration is of no host, and a spec of neither.
        if arguments.first == "config" { return try await program.run(arguments + ["--config", config]) }
        if arguments.starts(with: ["cdi", "validate"]) { return try await program.run(arguments) }
        return try await program.run(arguments + ["--host", host, "--config", config])
    }

    /// Standard output of a command that has to succeed.
    static func document(
        _ arguments: [String], host: String, config: String = "/dev/null",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await run(arguments, host: host, config: config)
        try #require(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Runs the command with its standard output somewhere else, as `> /dev/full` and `>&-` have it; `output` of the
    /// outcome is then standard error.
    static func run(_ arguments: [String], redirection: String, host: String) async throws -> Program.Outcome {
        let shell = Program("/bin/sh")
        let script = "exec \"$0\" \"$@\" \(redirection)"
        let hosted = arguments.first == "config" ? [] : ["--host", host]
        return try #require(
            await shell.run(["-c", script, program.path] + arguments + hosted + ["--config", "/dev/null"]))
    }
}
