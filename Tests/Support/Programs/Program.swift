import Glibc

/// Another program, run to its end.
package struct Program: Sendable {
    private let path: String

    package init(_ path: String) { self.path = path }

    package var isExecutable: Bool { access(path, X_OK) == 0 }

    package struct Outcome: Sendable {
        /// The exit status, or 128 and the signal's number, as shells have it.
        package let status: Int32
        /// Standard output and standard error.
        package let output: String
    }

    /// Runs the program with this process's environment; nil where it could not be started.
    package func run(_ arguments: [String]) -> Outcome? {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { return nil }
        defer { close(pipe[0]) }
        guard let child = spawn(arguments, output: pipe[1], closing: pipe[0]) else {
            close(pipe[1])
            return nil
        }
        close(pipe[1])
        let output = Self.read(pipe[0])
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1 {
            guard errno == EINTR else { return nil }
        }
        let signal = status & 0x7f
        return Outcome(status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: output)
    }

    private func spawn(_ arguments: [String], output: Int32, closing: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        posix_spawn_file_actions_addclose(&actions, closing)
        posix_spawn_file_actions_addclose(&actions, output)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        return posix_spawn(&child, path, &actions, nil, &words, environ) == 0 ? child : nil
    }

    private static func read(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == -1, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
