internal import Documents
private import Subprocess
private import SystemPackage

extension ExecPlugin {
    private static let limit = 1 << 20
    private static let patience = Duration.seconds(60)

    /// Runs the program and waits for its answer.
    func credential(for access: ClusterAccess) async throws(AccessError) -> ExecCredential {
        guard isKnownVersion else {
            throw .plugin(
                command,
                "its apiVersion \"\(apiVersion)\" is neither client.authentication.k8s.io/v1 nor v1beta1.")
        }
        var variables: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": request(for: access).compactJSONText]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        let ending: Ending
        do { ending = try await run(variables) } catch {
            throw .plugin(command, "it could not be run: \(error)\(hint)")
        }
        guard let status = ending.status else {
            throw .plugin(command, "it took longer than \(Self.patience.components.seconds) seconds.")
        }
        guard status.isSuccess else {
            let line = ending.complaint.split(whereSeparator: \.isNewline).last.map { ": \($0.prefix(300))" } ?? ""
            throw .plugin(command, "it ended with \(status)\(line)\(hint)")
        }
        return try ExecCredential(ending.output, from: self)
    }

    private struct Ending {
        /// nil where it was not waited for.
        var status: TerminationStatus?
        var output: [UInt8] = []
        var complaint = ""
    }

    /// Nobody is there to answer a plugin that asks something, so it must not be waited for without end.
    private func run(_ variables: [Environment.Key: String?]) async throws -> Ending {
        let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
        return try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { [arguments] in
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(arguments), environment: .inherit.updating(variables),
                    input: .none, output: .bytes(limit: Self.limit), error: .string(limit: Self.limit))
                return Ending(
                    status: result.terminationStatus, output: result.standardOutput, complaint: result.standardError)
            }
            group.addTask {
                try await ContinuousClock().sleep(for: Self.patience)
                return Ending()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Ending()
        }
    }

    private var hint: String { installHint.map { " — \($0)" } ?? "" }
}
