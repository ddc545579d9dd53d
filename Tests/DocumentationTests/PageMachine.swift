import Glibc
import TestSupport
import Testing

/// Where the commands of a page are run: a directory of their own, a recorded machine, and neither this machine's specs nor
/// its configuration.
struct PageMachine {
    private let directory: TemporaryDirectory
    private static let recording = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")

    init() async throws {
        directory = try TemporaryDirectory()
        try directory.put(
            """
            nodeName: node-1
            cdi: {directory: \(directory.path)/cdi}
            sinks: [{type: stdout}]

            """, at: "config.yaml")
        try directory.makeDirectory("cdi-examples")
        let outcome = try await ApusProgram().run(
            ["cdi", "--host", Self.recording, "--output-dir", "\(directory.path)/cdi", "--config", "/dev/null"])
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Runs a command of `apus` or `apusd`, with what comes after a pipe, to a good end.
    ///
    /// - Returns: What it says, with the directory of specs that people have.
    @discardableResult
    func run(_ text: String) async throws -> String {
        let ends = text.split(separator: " | ", maxSplits: 1)
        let all = ends[0].split(separator: " ").map(String.init).drop { $0 == "sudo" }
        let (program, words) = (all.first ?? "", Array(all.dropFirst()))
        let built = ApusProgram().path
        let line: [String]
        switch program {
        case "apus", ".build/debug/apus": line = [built] + arguments(of: words)
        case "apusd": line = ["\(built)d"] + words + ["--state-directory", "state", "--host", Self.recording]
        default:
            Issue.record("'\(text)' is not run by a test. Say what it needs: # needs a GPU")
            return ""
        }
        let pipe = ends.count > 1 ? " | " + ends[1] : ""
        let shell = Program("/bin/bash")
        let outcome = try #require(
            await shell.run([
                "-o", "pipefail", "-c", "cd '\(directory.path)' && timeout 60 \(line.joined(separator: " "))\(pipe)",
            ]))
        // These say by 1 what they found, as they may on any machine.
        let isFine = outcome.status == 0 || (["doctor", "status"].contains(words.first) && outcome.status == 1)
        #expect(isFine, "\(text): \(outcome.output)")
        return outcome.output.replacing("cdi/apus.dev-gpu.json", with: "/var/run/cdi/apus.dev-gpu.json")
    }

    private func arguments(of words: [String]) -> [String] {
        let subcommand = words.first ?? ""
        // It ends only when it is interrupted.
        if subcommand == "watch" { return ["watch", "--help"] }
        if ["help", "--version"].contains(subcommand) {
            return words.map { $0 == "SUBCOMMAND" ? "cdi" : $0 }
        }
        var words = words.map { word in
            switch word {
            case "/run/cdi/apus.dev-gpu.json": "cdi/apus.dev-gpu.json"
            case "/run/cdi", "DIRECTORY": "cdi"
            case "ADDRESS", "DEVICE": "0000:03:00.0"
            case "HOST", "[HOST]": Self.recording
            case "FILE":
                words.contains("validate") ? "cdi/apus.dev-gpu.json" : subcommand == "config" ? "config.yaml" : "file"
            default: word.hasPrefix("Tests/Hosts/") ? Repository.path(word) : word
            }
        }
        if words.starts(with: ["cdi", "list"]) { words += ["--spec-dir", "cdi"] }
        let isOfNoHost = ["doctor", "status", "config", "diff"].contains(subcommand) || words.contains("validate")
        if !isOfNoHost, !words.contains("--host") { words += ["--host", Self.recording] }
        if !words.contains("--config"), !words.contains("validate") { words += ["--config", "/dev/null"] }
        return words
    }
}
