import Glibc

/// The `apus` command that was built with the tests, run as people run it.
///
/// A target that uses it depends on the executable target `apus`, so that the command is built before the tests run.
/// `APUS_BINARY` in the environment names another one to test, such as a release build.
package struct ApusProgram: Sendable {
    package let path: String

    package init() {
        path = getenv("APUS_BINARY").map { String(cString: $0) } ?? Self.built
    }

    package struct Outcome: Sendable {
        /// The exit status, or 128 and the signal's number, as shells have it.
        package let status: Int32
        /// Standard output: the document.
        package let output: String
        /// Standard error: words for people.
        package let errors: String
    }

    package enum Failure: Error, CustomStringConvertible {
        case notStarted(path: String)

        package var description: String {
            switch self {
            case .notStarted(let path):
                "\(path) cannot be started. Build it with `swift build --product apus`, or set APUS_BINARY."
            }
        }
    }

    /// Runs the command with this process's environment and working directory, but for the locale, to its end.
    package func run(_ arguments: [String]) throws(Failure) -> Outcome {
        // Files without a name, not pipes: nobody has to read both at once lest the command waits for a full pipe.
        let output = Self.unnamedFile()
        let errors = Self.unnamedFile()
        defer {
            close(output)
            close(errors)
        }
        guard output >= 0, errors >= 0, let child = spawn(arguments, output: output, errors: errors) else {
            throw .notStarted(path: path)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1 {
            guard errno == EINTR else { throw .notStarted(path: path) }
        }
        let signal = status & 0x7f
        return Outcome(
            status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: Self.content(output),
            errors: Self.content(errors))
    }

    private func spawn(_ arguments: [String], output: Int32, errors: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        // Text is drawn as the locale has it; tests are not to depend on that of whoever runs them.
        var environment: [UnsafeMutablePointer<CChar>?] = []
        var entry = environ
        while let variable = entry.pointee {
            if strncmp(variable, "LC_ALL=", 7) != 0 { environment.append(variable) }
            entry += 1
        }
        let locale = strdup("LC_ALL=C.UTF-8")
        defer { free(locale) }
        environment += [locale, nil]
        var child: pid_t = 0
        return posix_spawn(&child, path, &actions, nil, &words, &environment) == 0 ? child : nil
    }

    private static func unnamedFile() -> Int32 {
        var template = Array("/tmp/apus-output-XXXXXX".utf8CString)
        return template.withUnsafeMutableBufferPointer { name in
            guard let base = name.baseAddress else { return -1 }
            let descriptor = mkstemp(base)
            guard descriptor >= 0 else { return -1 }
            unlink(base)
            // Not for programs that other tests start meanwhile.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        }
    }

    private static func content(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        lseek(descriptor, 0, SEEK_SET)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Beside the program that runs the tests, where the build puts both.
    package static var built: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let tests = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        let beside = tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/apus"
        // Where a helper of the toolchain loads the tests, the program that runs them is not the build's.
        return access(beside, X_OK) == 0 ? beside : Repository.path(".build/debug/apus")
    }
}
