internal import Documents
private import FoundationEssentials
private import HTTPExchange
private import Subprocess
internal import SystemPackage

/// A program that a kubeconfig names for fetching credentials.
struct ExecPlugin: Hashable {
    let command: String
    let arguments: [String]
    let environment: [String: String]
    let apiVersion: String
    let providesClusterInfo: Bool
    let installHint: String?

    init?(_ section: Kubeconfig.Section) {
        guard let command = section.text("command") else { return nil }
        // A name with a slash leads on from the kubeconfig; without one it is looked for in PATH.
        self.command =
            command.contains("/")
            ? section.file.removingLastComponent().pushing(FilePath(command)).string : command
        arguments = section.node["args"]?.sequence?.compactMap { $0.scalar?.text } ?? []
        environment = Dictionary(
            (section.node["env"]?.sequence ?? []).compactMap { entry in
                guard let name = entry["name"]?.scalar?.text else { return nil }
                return (name, entry["value"]?.scalar?.text ?? "")
            }
        ) { _, last in last }
        apiVersion = section.text("apiVersion") ?? ""
        providesClusterInfo = section.node["provideClusterInfo"]?.boolean ?? false
        installHint = section.text("installHint")
    }

    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
    private static let limit = 1 << 20
    /// Nobody is there to answer a plugin that asks something.
    static let patience = Duration.seconds(60)

    /// What the plugin reads from KUBERNETES_EXEC_INFO.
    private func request(for access: ClusterAccess) -> JSONValue {
        let cluster = JSONValue.object(known: [
            "server": .string(access.server.description),
            "tls-server-name": access.serverName.map(JSONValue.string),
            "certificate-authority-data": access.tls.authorities.map {
                .string(Data($0.bytes).base64EncodedString())
            },
        ])
        return [
            "apiVersion": .string(apiVersion), "kind": "ExecCredential",
            "spec": .object(known: ["cluster": providesClusterInfo ? cluster : nil, "interactive": false]),
        ]
    }

    /// Runs the program and waits for its answer; its children end with it.
    func credential(
        for access: ClusterAccess, patience: Duration = Self.patience
    ) async throws(AccessError) -> ExecCredential {
        guard Self.versions.contains(apiVersion) else {
            throw .plugin(command, "its apiVersion \"\(apiVersion)\" is neither \(Self.versions[0]) nor v1beta1.")
        }
        var variables: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": request(for: access).compactJSONText]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        let ending: Ending
        do { ending = try await run(variables, patience) } catch let error as SubprocessError
            where error.code == .outputLimitExceeded
        {
            throw .plugin(command, "it printed more than \(Self.limit) bytes.")
        } catch {
            throw .plugin(command, "it could not be run: \(Excerpt("\(error)").text)\(hint)")
        }
        guard let status = ending.status else {
            throw .plugin(command, "it took longer than \(patience). It must answer without asking anybody.")
        }
        guard status.isSuccess else {
            // The last line says why, most often.
            let line = ending.complaint.split(whereSeparator: \.isNewline).last.map { ": \(Excerpt(String($0)).text)" }
            throw .plugin(command, "it ended with \(status)\(line ?? "")\(hint)")
        }
        return try ExecCredential(ending.output, from: self)
    }

    private struct Ending {
        /// nil where it was not waited for.
        var status: TerminationStatus?
        var output: [UInt8] = []
        var complaint = ""
    }

    private func run(_ variables: [Environment.Key: String?], _ patience: Duration) async throws -> Ending {
        let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
        var options = PlatformOptions()
        // Whatever it has started is ended with it: a group of its own can be signalled as a whole.
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        return try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { [arguments, options] in
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(arguments), environment: .inherit.updating(variables),
                    platformOptions: options, input: .none, output: .bytes(limit: Self.limit),
                    error: .string(limit: Self.limit))
                return Ending(
                    status: result.terminationStatus, output: result.standardOutput, complaint: result.standardError)
            }
            group.addTask {
                try await ContinuousClock().sleep(for: patience)
                return Ending()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Ending()
        }
    }

    private var hint: String { installHint.map { " — \(Excerpt($0).text)" } ?? "" }
}
