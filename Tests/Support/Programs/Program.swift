import Glibc
private import Subprocess
private import SystemPackage

/// Another program, run to its end.
package struct Program: Sendable {
    private let path: String

    package init(_ path: String) { self.path = path }

    package var isExecutable: Bool { access(path, X_OK) == 0 }

    package struct Outcome: Sendable {
        /// The exit status, or 128 and the signal's number, as shells have it.
        package let status: Int32
        /// Standard output and standard error.
        package let output: String
    }

    /// Runs the program with this process's environment; nil where it could not be started.
    package func run(_ arguments: [String]) async -> Outcome? {
        let result = try? await ProgramTurns.run {
            try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments), output: .string(limit: .max),
                error: .combinedWithOutput)
        }
        return result.map { Outcome(status: $0.terminationStatus.asShellsHaveIt, output: $0.standardOutput) }
    }
}

extension TerminationStatus {
    /// The exit status, or 128 and the signal's number.
    var asShellsHaveIt: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
