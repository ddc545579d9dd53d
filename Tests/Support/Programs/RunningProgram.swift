private import Glibc
private import Subprocess
private import SystemPackage

/// A program that runs beside the test, with pipes for its standard streams.
package final class RunningProgram {
    package let id: Int32
    package let output: Lines
    package let errors: Lines
    private let input: Pipe
    private let ended: Feed<Int32>
    private var status: Int32?

    private init(_ id: Int32, _ streams: (input: Pipe, output: Pipe, errors: Pipe), _ ended: Feed<Int32>) {
        self.id = id
        input = streams.input
        output = Lines(reading: streams.output.read.rawValue)
        errors = Lines(reading: streams.errors.read.rawValue)
        self.ended = ended
    }

    /// Runs a program for as long as the body lasts, and kills it then where it has not ended before.
    package static func run<Value>(
        _ words: [String], environment: [String: String] = [:], _ body: (RunningProgram) async throws -> Value
    ) async throws -> Value {
        let program: Executable = words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0])
        let streams = try (input: Pipe(), output: Pipe(), errors: Pipe())
        let variables = environment.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
        let (started, ended) = (Feed<Result<Int32, any Error>>(), Feed<Int32>())
        return try await withThrowingTaskGroup { group in
            group.addTask {
                do {
                    let result = try await Subprocess.run(
                        program, arguments: Arguments(Array(words.dropFirst())),
                        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
                        input: .fileDescriptor(streams.input.read, closeAfterSpawningProcess: true),
                        output: .fileDescriptor(streams.output.write, closeAfterSpawningProcess: true),
                        error: .fileDescriptor(streams.errors.write, closeAfterSpawningProcess: true)
                    ) { started.put(.success($0.processIdentifier.value)) }
                    ended.put(result.terminationStatus.asShellsHaveIt)
                } catch {
                    started.put(.failure(error))
                }
            }
            defer { group.cancelAll() }
            guard let id = try await started.next()?.get() else { throw CancellationError() }
            return try await body(RunningProgram(id, streams, ended))
        }
    }

    deinit { try? input.write.close() }

    package func send(_ line: String) {
        // A program that has ended shows by its missing answer.
        _ = try? input.write.writeAll("\(line)\n".utf8)
    }

    package func signal(_ number: Int32) { kill(id, number) }

    /// The exit status, or 128 and the signal's number, as shells have it; nil when the test has waited for too long.
    package func wait() async -> Int32? {
        if status == nil { status = await ended.next() }
        return status
    }
}

private struct Pipe {
    let read: FileDescriptor
    let write: FileDescriptor

    init() throws {
        (read, write) = try FileDescriptor.pipe()
        // Not for programs that other tests start meanwhile: an end that stays open there would keep this one waiting.
        for end in [read, write] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    }
}
