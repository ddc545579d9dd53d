import Glibc

/// A program that runs beside the test, with pipes for its standard streams. It is killed when the value goes.
final class ChildProcess {
    let id: pid_t
    let output: Lines
    let errors: Lines
    private let input: Int32
    private var status: Int32?

    init?(_ words: [String], environment: [String: String] = [:]) {
        guard let input = Self.pipe(), let output = Self.pipe(), let errors = Self.pipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.read, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = Self.variables(environment).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id: pid_t = 0
        let isStarted = posix_spawnp(&id, words[0], &actions, nil, &arguments, &variables) == 0
        for descriptor in [input.read, output.write, errors.write] { close(descriptor) }
        self.id = id
        self.input = input.write
        self.output = Lines(reading: output.read)
        self.errors = Lines(reading: errors.read)
        guard isStarted else { return nil }
    }

    deinit {
        if status == nil {
            kill(id, SIGKILL)
            _ = wait()
        }
        close(input)
    }

    func send(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        // A program that has ended shows by its missing answer.
        _ = write(input, bytes, bytes.count)
    }

    func signal(_ number: Int32) { kill(id, number) }

    /// The exit status, or 128 and the signal's number, as shells have it.
    func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(id, &raw, 0) == -1, errno == EINTR {}
        let signal = raw & 0x7f
        let result = signal == 0 ? raw >> 8 & 0xff : 128 + signal
        status = result
        return result
    }

    private static func variables(_ additions: [String: String]) -> [String] {
        var variables = additions.map { "\($0)=\($1)" }
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if additions[String(text.prefix { $0 != "=" })] == nil { variables.append(text) }
            next += 1
        }
        return variables
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        // Not for programs that other tests start meanwhile: an end that stays open there would keep this one waiting.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
