import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A daemon that may have too little") struct LimitTests {
        @Test(arguments: [
            ("ulimit -n 12", "Error: apusd may have 12 files open and needs 64. "),
            ("ulimit -v 122880", "Error: apusd may have 120 MiB of address space and needs 160. "),
        ])
        func `ends with a sentence`(limit: String, sentence: String) async throws {
            let script = "\(limit); exec \"$0\" --config /dev/null"
            let outcome = try #require(await Program("/bin/sh").run(["-c", script, DaemonProgram.path]))
            #expect(outcome.status == 1)
            #expect(outcome.output.hasPrefix(sentence), "\(outcome.output.prefix(500))")
        }
    }
}
