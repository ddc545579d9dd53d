internal import Documents
private import Subprocess
private import SystemPackage

extension ExecPlugin {
    private static let limit = 1 << 20

    /// Runs the program and waits for its answer.
    func credential(for access: ClusterAccess) async throws(AccessError) -> ExecCredential {
        guard isKnownVersion else {
            throw .plugin(
                command,
                "its apiVersion \"\(apiVersion)\" is neither client.authentication.k8s.io/v1 nor v1beta1.")
        }
        var variables: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": request(for: access).compactJSONText]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
        let status: TerminationStatus
        let output: [UInt8]
        let complaint: String
        do {
            let result = try await Subprocess.run(
                executable, arguments: Arguments(arguments), environment: .inherit.updating(variables), input: .none,
                output: .bytes(limit: Self.limit), error: .string(limit: Self.limit))
            (status, output, complaint) = (result.terminationStatus, result.standardOutput, result.standardError)
        } catch {
            throw .plugin(command, "it could not be run: \(error)\(hint)")
        }
        guard status.isSuccess else {
            let line = complaint.split(whereSeparator: \.isNewline).last.map { ": \($0.prefix(300))" } ?? ""
            throw .plugin(command, "it ended with \(status)\(line)\(hint)")
        }
        return try ExecCredential(output, from: self)
    }

    private var hint: String { installHint.map { " — \($0)" } ?? "" }
}
