import AgentConfiguration
import ArgumentParser
import Documents
import Glibc
import Hardware
import ResourceSlices
import SystemPackage

struct SlicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slices",
        abstract: "Write the Kubernetes ResourceSlices that announce the accelerators.",
        usage: "apus slices [<options>]",
        discussion: """
            The documents go into `kubectl apply -f -` as they are. Without --api-version it is the one that the \
            Kubernetes version serves; without --kubernetes-version it is the newest that serves the API version.

            Examples:
              apus slices
              apus slices --node-name node7 -o json --api-version v1beta1
              apus slices --kubernetes-version 1.34
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case yaml, json
    }

    @Option(
        help: "The node's name in Kubernetes; without it that of the configuration, of NODE_NAME or of the machine.")
    var nodeName: String?

    @Option(help: "The name of the DRA driver.")
    var driver: String?

    @Option(
        help: "v1, v1beta2, v1beta1 or v1alpha3.", completion: .list(APIVersion.allCases.reversed().map(\.rawValue)))
    var apiVersion: String?

    @Option(help: "The server's version, such as 1.34: it decides limits and the layout of shared counters.")
    var kubernetesVersion: String?

    @Option(help: "The pool's generation.")
    var generation: Int64 = 1

    @Option(name: .shortAndLong, help: "The form; yaml is documents separated by ---, and json one List.")
    var output: Form = .yaml

    @OptionGroup var options: HostOptions

    /// Values that no machine and no configuration could make right are wrong usage.
    func validate() throws {
        do throws(SliceError) {
            _ = try dialect()
            if let driver { _ = try DriverName(driver) }
            if let nodeName { _ = try NodeName(nodeName) }
            guard generation >= 0 else { throw .negativeGeneration(generation) }
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        let configuration = try options.configuration()
        // Both together, since a configured half might not fit to the one that is given.
        let dialect = apiVersion == nil && kubernetesVersion == nil ? try configuration.dialect : try dialect()
        if dialect.kubernetes > .newestKnown {
            StandardStreams.tell(
                """
                Kubernetes \(dialect.kubernetes) is newer than \(KubernetesVersion.newestKnown), the newest release whose \
                rules are known here; the slices keep the rules of \(KubernetesVersion.newestKnown).
                """)
        }
        let inventory = try options.inventory(configuration)
        let renderer = try SliceRenderer(
            driver: try driver.map { try DriverName($0) } ?? configuration.driver,
            nodeName: try nodeName(inventory.host, configuration), dialect: dialect,
            policy: configuration.physicalFunctionWithVFs)
        let rendering = renderer.render(inventory)
        for omission in rendering.omissions {
            StandardStreams.tell("\(omission.address?.description ?? "") \(omission.what) left out: \(omission.why).")
        }
        if let reason = rendering.withheldBecause { StandardStreams.tell("No slice is written: \(reason).") }
        let pool = PoolSnapshot(rendering.slices, generation: generation)
        switch output {
        case .json: try StandardStreams.writeDocument(pool.list(dialect.apiVersion).jsonText)
        case .yaml:
            try StandardStreams.writeDocument(JSONValue.yamlText(documents: pool.documents(dialect.apiVersion)))
        }
    }

    private func dialect() throws(SliceError) -> SliceDialect {
        var version: APIVersion?
        if let apiVersion { version = try APIVersion(apiVersion) }
        var server: KubernetesVersion?
        if let kubernetesVersion { server = try KubernetesVersion(kubernetesVersion) }
        return try SliceDialect(apiVersion: version, kubernetes: server)
    }

    /// Given, or as the daemon finds it. A capture that does not hold it is named after its file.
    private func nodeName(_ host: HostIdentity, _ configuration: Configuration) throws -> NodeName {
        if let nodeName { return try NodeName(nodeName) }
        let source = NodeNameSource(
            configuration, variable: unsafe getenv("NODE_NAME").map { unsafe String(cString: $0) })
        if let told = try source.told() { return told.name }
        if source.cluster != nil {
            StandardStreams.tell(
                "The node is called as its machine; apusd asks the kubeconfig for its name. --node-name names it.")
        }
        if host.name != nil { return try source.machine(host).name }
        let name = NodeName(approximating: FilePath(options.host ?? "").lastComponent?.stem ?? "localhost")
        StandardStreams.tell("The host does not say its name; the node is called \(name). --node-name names it.")
        return name
    }
}
