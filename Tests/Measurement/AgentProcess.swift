private import Glibc

/// A running apusd, seen from outside.
package final class AgentProcess {
    private let id: Int32

    package init(_ words: [String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream: Int32 in 1...2 {
            posix_spawn_file_actions_addopen(&actions, stream, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var id: pid_t = 0
        errno = posix_spawn(&id, words[0], &actions, nil, &arguments, environ)
        guard errno == 0 else { throw MeasureError("Starting \(words[0])") }
        self.id = id
    }

    deinit { stop() }

    /// Ends it and waits for its end.
    package func stop() {
        kill(id, SIGTERM)
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
    }

    /// User and system time since it began, in ticks of 10 ms.
    package var ticks: Int {
        get throws {
            // The name in the second field may hold anything.
            let fields = try text("stat").split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
                throw MeasureError("Reading the times of the process \(id)")
            }
            return user + system
        }
    }

    /// `VmRSS` and the like, in KiB.
    package func memory(_ key: String) throws -> Int {
        let line = try text("status").split(separator: "\n").first { $0.hasPrefix("\(key):") }
        guard let words = line?.split(whereSeparator: \.isWhitespace), words.count > 1, let value = Int(words[1]) else {
            throw MeasureError("Reading \(key) of the process \(id)")
        }
        return value
    }

    private func text(_ name: String) throws -> String {
        let file = open("/proc/\(id)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MeasureError("Opening /proc/\(id)/\(name)") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
