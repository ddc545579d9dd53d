import Glibc
import TestSupport
import Testing

/// The command as a user without privileges runs it.
enum Ordinary {
    /// Whether the built command, which may lie in somebody's home, is within such a user's reach.
    static func isPossible() async -> Bool { (try? await run(["--version"]).status) == 0 }

    static func run(_ arguments: [String]) async throws -> Program.Outcome {
        guard geteuid() == 0 else { return try #require(await Program(Apus.program.path).run(arguments)) }
        let words = ["--reuid=65534", "--regid=65534", "--clear-groups", "--", Apus.program.path]
        return try #require(await Program("/usr/bin/setpriv").run(words + arguments))
    }
}
