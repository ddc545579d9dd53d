import Glibc
import HostBuilding
import TestSupport
import Testing

@Suite("A command that a signal ends", .timeLimit(.minutes(5))) struct EndedCommandTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    /// Ends the command as soon as it has begun to lay a recording out, which takes it a while. It has signals as a shell
    /// gives them to it, even where the tests run under nohup, which has SIGHUP ignored.
    @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
    func `leaves nothing of a recording behind`(signal: String, status: Int32) async throws {
        let recording = HostBuilder.generated(physicalFunctions: 20, virtualFunctions: 60).recording
        let file = try files.put(recording, at: "host.umockdev")
        try files.makeDirectory("temporary")
        let script = """
            TMPDIR="$2/temporary" env --default-signal "$0" inventory --config /dev/null --host "$1" &
            while [ -z "$(ls "$2/temporary")" ] && kill -0 $!; do :; done
            kill -s \(signal) $!
            wait $!
            """
        let outcome = try #require(
            await Program("/bin/bash").run(["-c", "set -m; " + script, Apus.program.path, file, files.path]))
        #expect(outcome.status == status, "\(outcome.output.prefix(300))")
        #expect(files.names("temporary") == [])
    }
}
