import Glibc
import HostBuilding
import TestSupport
import Testing

/// What docs/daemon.md promises to those who run the daemon by hand.
@Suite(.timeLimit(.minutes(5))) struct `The page about the daemon` {
    private let temporary: TemporaryDirectory

    init() throws { temporary = try TemporaryDirectory() }

    @Test(arguments: [
        (0, "--host \(Repository.path("Tests/Hosts/intel-flex-170-vfs.umockdev"))"),
        (1, "--host /dev/null"),
        (64, "--unknown"),
        (1, "--config /dev/null/config.yaml"),
        (78, "--config \(Repository.path("LICENSE"))"),
        (75, "--host \(Repository.path("Tests/Hosts/gaudi2.umockdev"))"),
    ])
    func `has the exit statuses of --once`(status: Int, argument: String) async throws {
        let page = try #require(text(of: Repository.path("docs/daemon.md")))
        #expect(page.contains("| \(status) |"))
        try configure("")
        let outcome = try await run("$apusd --once --config config.yaml --state-directory state \(argument)")
        #expect(Int(outcome.status) == status, "\(outcome.output)")
    }

    @Test func `names every event of the log, and no other`() throws {
        let page = try #require(text(of: Repository.path("docs/daemon.md")))
        let table = try #require(page.split(separator: "| event | facts |", maxSplits: 1).last).prefix { $0 != "#" }
        let documented = table.split(separator: "\n").filter { $0.hasPrefix("|") }
            .flatMap { $0.split(separator: "|")[0].matches(of: /`([A-Za-z]+)`/).map(\.output.1) }
        let sources = [
            "Operations/Log/AgentLog.swift", "Operations/Status/StatusFileService.swift",
            "Endpoint/EndpointService.swift", "Endpoint/EndpointGate.swift", "Endpoint/ServerIdentity.swift",
        ]
        .compactMap { text(of: Repository.path("Sources/Agent/\($0)")) }.joined()
        let logged =
            sources.matches(of: /LogEntry\(\s*[^",]+, "([A-Za-z]+)"/).map(\.output.1)
            + sources.matches(of: /"event": "([A-Za-z]+)"/).map(\.output.1)
        #expect(logged.count > 30)
        #expect(documented.sorted() == logged.sorted())
    }

    @Test func `has a host directory followed whose path is relative`() async throws {
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(
            to: "\(temporary.path)/host")
        try configure("resync: 86400\nsinks: [{type: stdout}]")
        let outcome = try await run(
            """
            mkfifo lines
            $apusd --config config.yaml --state-directory state --host host >lines 2>log &
            exec 3<lines
            read -r before <&3
            set -- host/sys/bus/pci/devices/*
            for last; do :; done
            rm "$last"
            read -r after <&3
            kill $!
            wait $!
            test "$before" != "$after" && head -n 1 log | grep -F 'surveys host.'
            """)
        #expect(outcome.status == 0, "\(outcome.output)\n\(temporary.text(of: "log") ?? "")")
    }

    @Test func `has a closed standard output taken for no file of the agent's own`() async throws {
        try configure("sinks: [{type: stdout}]")
        let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")
        let outcome = try await run("$apusd --once --config config.yaml --state-directory state --host \(host) >&-")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("Standard output cannot be written: it is closed."), "\(outcome.output)")
    }

    private func configure(_ more: String) throws {
        try temporary.put(
            "nodeName: node-1\ncdi: {directory: \(temporary.path)/cdi}\nlog: {format: text}\n\(more)\n",
            at: "config.yaml")
    }

    private func run(_ script: String) async throws -> Program.Outcome {
        let built = ApusProgram.built.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/apusd"
        let apusd = getenv("APUSD_BINARY").map { String(cString: $0) } ?? built
        // A daemon that does not answer must not hold up all tests.
        let shell = Program("/usr/bin/timeout")
        return try #require(
            await shell.run(["120", "/bin/sh", "-c", "cd '\(temporary.path)'; apusd='\(apusd)'; \(script)"]))
    }
}
