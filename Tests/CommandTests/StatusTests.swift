import TestSupport
import Testing

/// A machine on which an agent has left the status file that Tests/Golden/status has.
@Suite("The status of the agent") struct StatusTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        try files.makeDirectory("sys")
        let status = try #require(text(of: Repository.path("Tests/Golden/status/status.json")))
        try files.put(status, at: "run/apus/status.json")
        try files.put("b0075\n", at: "proc/sys/kernel/random/boot_id")
        try files.put(Self.stat(of: 1, ticks: 0), at: "proc/1/stat")
    }

    /// As proc_pid_stat(5) has it, with a name that holds what separates fields.
    private static func stat(of id: Int, ticks: Int) -> String {
        let zeros = Array(repeating: "0", count: 17).joined(separator: " ")
        return "\(id) (a) b) S 1 \(zeros) \(ticks) 0 0\n"
    }

    @Test func `is told to people while it runs`() async throws {
        try files.put(Self.stat(of: 4242, ticks: 777), at: "proc/4242/stat")
        expectGolden(try await Apus.document(["status"], host: files.path), "status/running.txt")
    }

    @Test func `is told to programs, with whether it runs`() async throws {
        try files.put(Self.stat(of: 4242, ticks: 777), at: "proc/4242/stat")
        let document = try await Apus.document(["status", "-o", "json"], host: files.path)
        #expect(document.hasPrefix("{\n  \"running\": true,\n  \"apiVersion\": \"apus.dev/v1\",\n"))
        let schema = try JSONSchema(try #require(text(of: Repository.path("docs/status.schema.json"))))
        #expect(try schema.faults(in: document) == [])
    }

    @Test(
        arguments: [
            ("no such process", nil), ("another process of that number", (778, "b0075")),
            ("another boot", (777, "b0076")),
        ] as [(String, (ticks: Int, boot: String)?)])
    func `says that it runs no more, and ends with 1`(name: String, other: (ticks: Int, boot: String)?) async throws {
        if let other {
            try files.put(Self.stat(of: 4242, ticks: other.ticks), at: "proc/4242/stat")
            try files.put("\(other.boot)\n", at: "proc/sys/kernel/random/boot_id")
        }
        let outcome = try await Apus.run(["status"], host: files.path)
        #expect(outcome.status == 1)
        #expect(outcome.output.hasPrefix("apusd 0.1.0 (pid 4242) does not run any more.\n"), "\(outcome.output)")
    }

    @Test func `says where processes are hidden that nobody can tell`() async throws {
        files.remove("proc/1/stat")
        let outcome = try await Apus.run(["status"], host: files.path)
        #expect(outcome.output.contains("; whether it still"), "\(outcome.output)")
    }

    /// As on a node whose agent runs in a pod, where it has another number.
    @Test(
        arguments: [
            ("NSpid:\t70123\t4242", "pid:[4026531836]", "apusd 0.1.0 (pid 70123) runs since "),
            ("NSpid:\t70123\t9", "pid:[4026531836]", "apusd 0.1.0 (pid 4242) does not run any more."),
            ("NSpid:\t70123\t4242", "pid:[4026532999]", "apusd 0.1.0 (pid 4242) was started at "),
        ])
    func `is told of an agent in a container, where all processes can be seen`(
        numbers: String, namespace: String, words: String
    ) async throws {
        try files.link("proc/self/ns/pid", to: namespace)
        try files.put(Self.stat(of: 70123, ticks: 777), at: "proc/70123/stat")
        try files.put("Name:\tapusd\n\(numbers)\nNSpgid:\t70123\t1\n", at: "proc/70123/status")
        try files.put(Self.stat(of: 4242, ticks: 12), at: "proc/4242/stat")
        let outcome = try await Apus.run(["status"], host: files.path)
        #expect(outcome.output.hasPrefix(words), "\(outcome.output)")
    }

    @Test func `is that of the agent that runs, where two have left a file`() async throws {
        files.remove("run/apus/status.json")
        let status = try #require(text(of: Repository.path("Tests/Golden/status/status.json")))
        try files.put(status.replacing("4242", with: "17"), at: "run/apus/status.json")
        try files.put(status, at: "var/lib/apus/status.json")
        try files.put(Self.stat(of: 4242, ticks: 777), at: "proc/4242/stat")
        let screen = try await Apus.document(["status"], host: files.path)
        #expect(screen.hasPrefix("apusd 0.1.0 (pid 4242) runs since "), "\(screen)")
    }

    @Test(
        arguments: [
            (nil, "There is no status file in /run/apus or /var/lib/apus: apusd does not run here"),
            ("", "The status file /run/apus/status.json is empty or cannot be read by this user."),
            ("{}", "The status file /run/apus/status.json is not of this version's apusd."),
            ("\u{1b}[2J", "The status file /run/apus/status.json is not of this version's apusd."),
        ] as [(String?, String)])
    func `is an error where there is none that can be read`(content: String?, words: String) async throws {
        files.remove("run/apus/status.json")
        if let content { try files.put(content, at: "run/apus/status.json") }
        let outcome = try await Apus.run(["status"], host: files.path)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: \(words)"), "\(outcome.errors)")
    }
}
