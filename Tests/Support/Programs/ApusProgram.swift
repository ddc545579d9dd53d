import Glibc
private import Subprocess
private import SystemPackage

/// The `apus` command that was built with the tests, run as people run it.
///
/// A target that uses it depends on the executable target `apus`, so that the command is built before the tests run.
/// `APUS_BINARY` in the environment names another one to test, such as a release build.
package struct ApusProgram: Sendable {
    package let path: String

    package init() {
        path = getenv("APUS_BINARY").map { String(cString: $0) } ?? Self.built
    }

    package struct Outcome: Sendable {
        /// The exit status, or 128 and the signal's number, as shells have it.
        package let status: Int32
        /// Standard output: the document.
        package let output: String
        /// Standard error: words for people.
        package let errors: String
    }

    package enum Failure: Error, CustomStringConvertible {
        case notStarted(path: String)

        package var description: String {
            switch self {
            case .notStarted(let path):
                "\(path) cannot be started. Build it with `swift build --product apus`, or set APUS_BINARY."
            }
        }
    }

    /// Runs the command with this process's environment and working directory, but for the locale, to its end.
    package func run(_ arguments: [String]) async throws(Failure) -> Outcome {
        // Tables and trees look different in other locales, and tests must not depend on the locale of whoever runs them.
        let result = try? await ProgramTurns.run {
            try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .inherit.updating(["LC_ALL": "C.UTF-8"]), output: .string(limit: .max),
                error: .string(limit: .max))
        }
        guard let result else { throw .notStarted(path: path) }
        return Outcome(
            status: result.terminationStatus.asShellsHaveIt, output: result.standardOutput,
            errors: result.standardError)
    }

    /// Beside the program that runs the tests, where the build puts both.
    package static var built: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let tests = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        let beside = tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/apus"
        // Where a helper of the toolchain loads the tests, the program that runs them is not the build's.
        return access(beside, X_OK) == 0 ? beside : Repository.path(".build/debug/apus")
    }
}
