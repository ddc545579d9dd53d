import Glibc
import TestSupport
import Testing

/// A machine that umockdev plays to a daemon, and that the test changes as the kernel would: first the files, then the
/// event.
final class MockedMachine {
    let directory: DaemonDirectory
    let log: DaemonLog
    private let process: RunningProgram

    private init(_ directory: DaemonDirectory, _ process: RunningProgram) {
        self.directory = directory
        self.process = process
        log = DaemonLog(process.errors)
    }

    /// One without devices, for as long as the body lasts.
    static func run(_ body: (MockedMachine) async throws -> Void) async throws {
        let directory = try DaemonDirectory()
        let words = ["umockdev-wrapper", DaemonProgram.neighbour("mock-host")]
        try await RunningProgram.run(words, environment: ["TMPDIR": directory.path]) { process in
            try await body(MockedMachine(directory, process))
        }
    }

    /// Starts the daemon; returns when it hears events and has looked for the first time.
    func start() throws {
        try command("start \(directory.command.joined(separator: " "))")
        try command("listening")
        try log.wait(for: "ready")
    }

    /// Plugs in what a recording's text describes, which announces each device with `add`.
    func plug(_ records: String) throws {
        let file = try directory.files.put(records, at: "plug.umockdev")
        try command("load \(file)")
    }

    func announce(_ action: String, _ path: String) throws { try command("event \(action) \(path)") }

    func set(_ attribute: String, of path: String, to text: String) throws {
        try command("attribute \(path) \(attribute) \(text)")
    }

    func link(_ name: String, of path: String, to target: String) throws {
        try command("link \(path) \(name) \(target)")
    }

    /// Binds a function, or unbinds it where there is no driver.
    func setDriver(_ driver: String?, of path: String) throws { try command("driver \(path) \(driver ?? "-")") }

    func unlink(_ path: String) throws { try command("unlink \(path)") }

    /// Announces a removal and takes the device away.
    func remove(_ path: String) throws { try command("remove \(path)") }

    /// How often the CDI file was written, as far as the log was read.
    var cdiWrites: Int { log.count("specWritten") }

    /// Ends the daemon as systemd does; returns its exit status.
    func stop() throws -> Int32? {
        try command("signal \(SIGTERM)")
        return try Int32(command("wait"))
    }

    /// The mocked machine has ended, or does not answer.
    struct Failure: Error {
        let command: String
        let log: String
    }

    @discardableResult
    func command(_ line: String) throws -> String {
        process.send(line)
        guard let answer = process.output.next(besides: process.errors) else {
            process.signal(SIGKILL)
            log.drain()
            throw Failure(command: line, log: log.lines.suffix(20).joined(separator: "\n"))
        }
        try #require(answer.hasPrefix("ok"), "\(line): \(answer)")
        return String(answer.dropFirst(3))
    }
}
