import Glibc
import TestSupport
import Testing

@Suite("Output that cannot be written") struct OutputTests {
    private let host = RecordedMachine.arc.path

    @Test(arguments: [
        ["inventory"], ["inventory", "-o", "json"], ["cdi"], ["slices"], ["record"], ["config", "show"],
    ])
    func `is an error, not a document cut short`(arguments: [String]) async throws {
        let full = try await Apus.run(arguments, redirection: "> /dev/full", host: host)
        #expect(full.status == 1)
        #expect(full.output.contains("Standard output cannot be written: No space left on device."))
        let closed = try await Apus.run(arguments, redirection: ">&-", host: host)
        #expect(closed.status == 1)
        #expect(closed.output.contains("Standard output cannot be written: Bad file descriptor."))
    }

    @Test func `ends quietly, by the signal, where the reader has gone`() async throws {
        let outcome = try #require(
            await Program("/bin/bash").run([
                "-c", "\"$0\" record --host \"$1\" --config /dev/null | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}",
                Apus.program.path, host,
            ]))
        // The document may have fitted into the pipe before the reader left.
        #expect(["0\n", "141\n"].contains(outcome.output), "\(outcome.output)")
    }

    @Test func `leaves documents complete where it is only standard error`() async throws {
        let outcome = try await Apus.run(["inventory"], redirection: "2> /dev/full", host: RecordedMachine.flex.path)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("0000:53:00.7"))
    }
}
