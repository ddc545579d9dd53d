import Documents
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import KubernetesAPI

@Suite("A credential plugin", .timeLimit(.minutes(5))) struct PluginTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func error(_ script: String, patience: Duration) async throws -> AccessError? {
        let path = try directory.put(script, at: "plugin.sh")
        let text = "{apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: ['\(path)']}"
        let node = try #require(try YAMLNode.parse(Array(text.utf8)))
        let plugin = try #require(
            ExecPlugin(Kubeconfig.Section(node: node, file: FilePath(directory.path), isPublic: false)))
        let access = ClusterAccess(server: ServerAddress(host: "a", port: 1), source: "the test")
        return await #expect(throws: AccessError.self) {
            _ = try await plugin.credential(for: access, patience: patience)
        }
    }

    /// Whether a process of the script's children is still there; they write their numbers down.
    private func children() -> [pid_t] {
        (directory.text(of: "children") ?? "").split(separator: "\n").compactMap { pid_t(String($0)) }
    }

    private func expectNoChildren() async throws {
        try #require(!children().isEmpty)
        // Killed, they are still there until somebody has taken note of it.
        for child in children() {
            while kill(child, 0) == 0, !isZombie(child), !Task.isCancelled { await Task.yield() }
        }
    }

    private func isZombie(_ process: pid_t) -> Bool {
        guard let file = try? FileDescriptor.open("/proc/\(process)/stat", .readOnly) else { return true }
        defer { try? file.close() }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = (try? buffer.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        let fields = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: ")").last
        return fields?.split(separator: " ").first == "Z"
    }

    private static let child = """
        sh -c 'trap "" TERM HUP; echo $$ >> "$0/children"; while :; do sleep 0.05; done' "$(dirname "$0")" &
        while [ ! -s "$(dirname "$0")/children" ]; do sleep 0.01; done

        """

    @Test func `that never ends is ended with its children`() async throws {
        let error = try await error(Self.child + "while :; do sleep 1; done", patience: .seconds(1))
        #expect(error?.description.contains("took longer than 1.0 seconds") == true)
        try await expectNoChildren()
    }

    @Test func `that never ends its answer is ended with its children`() async throws {
        let error = try await error(Self.child + "exec cat /dev/zero", patience: .seconds(60))
        #expect(error?.description.contains("printed more than 1048576 bytes") == true, "\(String(describing: error))")
        try await expectNoChildren()
    }

    @Test func `that leaves a child which keeps its output is not waited for`() async throws {
        let error = try await error(Self.child + "echo hello; exit 0", patience: .seconds(1))
        #expect(error != nil)
        for child in children() { kill(child, SIGKILL) }
    }
}
