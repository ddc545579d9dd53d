import Documents
import TestSupport
import Testing

@Suite("The Helm chart", .enabled(if: Chart.isInstalled, "install helm with scripts/manifests --prepare"))
struct ChartTests {
    /// Every value that makes something else of a document.
    private static let everything = """
        name: devices
        namespace: {create: true}
        image: {repository: registry.example.com/apus, tag: "1", pullSecrets: [pull]}
        driver: gpu.example.com
        deviceClasses:
          domain: example.com
          extendedResourceNames: {gpu: example.com/gpu, vf: example.com/vf}
        nodes: {by: labels}
        tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}]
        kubelet: {directory: /var/lib/k0s/kubelet}
        cdi: {directory: /var/run/cdi}
        state: {directory: /var/lib/devices}
        configuration: {physicalFunctionWithVFs: counters, cdi: {kind: example.com/gpu}}
        metrics:
          proxy: {image: registry.example.com/kube-rbac-proxy}
          podMonitor: {create: true, tokenSecret: scraper, labels: {release: prometheus}}
        openshift: {enabled: true}
        """

    /// For scrapers on other machines, without a proxy.
    private static let served = """
        endpoint: {port: 9401, secret: apus-endpoint, serverName: apusd.example.com}
        metrics: {podMonitor: {create: true}}
        """

    @Test(arguments: ["", everything, served]) func `is sound by helm's own judgement`(values: String) async throws {
        let outcome = try await Chart.lint(values)
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test func `gives the manifests for kubectl, byte for byte`() async throws {
        let check = try #require(await Program(Repository.path("scripts/manifests")).run(["--check"]))
        #expect(check.status == 0, "\(check.output)")
    }

    @Test func `has the version of the programs`() async throws {
        let chart = try #require(text(of: Repository.path("packaging/helm/Chart.yaml")))
        let version = try #require(await Program(Repository.path("scripts/version")).run(["number"])).output
        #expect(chart.contains("\nappVersion: \(version)"))
    }

    @Test(arguments: ["", everything, served, "kubelet: {plugin: false}\nprobes: {enabled: false}"])
    func `is accepted by Kubernetes' own schemas, and by those of OpenShift and of Prometheus' operator`(
        values: String
    ) async throws {
        let rendered = try await Chart.template(values)
        try #require(rendered.status == 0, "\(rendered.output)")
        for release in ["1.34", "1.37"] {
            let outcome = try await Self.validate(rendered.output, release)
            #expect(outcome.status == 0, "\(outcome.output)")
        }
    }

    @Test(arguments: [
        ("\npriority: null", ""), ("allowHostPID", "allowHostPid"), ("RunAsAny", "RunAsSomebody"),
        ("podMetricsEndpoints", "podEndpoints"), ("scheme: https", "scheme: ftp"),
    ])
    func `would not be accepted with a fault in what is OpenShift's or Prometheus'`(right: String, wrong: String)
        async throws
    {
        let rendered = try await Chart.template(Self.everything).output
        try #require(rendered.contains(right))
        #expect(try await Self.validate(rendered.replacing(right, with: wrong), "1.37").status == 1)
    }

    private static func validate(_ documents: String, _ release: String) async throws -> Program.Outcome {
        let file = try TemporaryDirectory()
        let chart = try file.put(documents, at: "chart.yaml")
        let words = ["--kubernetes-version", release, "--others", Repository.path("Tests/Schemas"), chart]
        return try #require(await Program(Repository.path("scripts/validate-slices")).run(words))
    }

    /// The commands of the pages, without a cluster; what helm says to whoever installs is part of it.
    @Test(arguments: ["docs/kubernetes.md", "docs/kubernetes-quick-start.md"])
    func `is installed by the command on the page`(page: String) async throws {
        let content = try #require(text(of: Repository.path(page))).replacing(/\\\n +/, with: "")
        let command = try #require(content.firstMatch(of: /\n *helm (install apus packaging\/helm .*)\n/)).output.1
        let words = command.split(separator: " ").map {
            $0 == "packaging/helm" ? Repository.path("packaging/helm") : "\($0)"
        }
        let outcome = try #require(await Chart.helm.run(words + ["--dry-run=client"]))
        #expect(outcome.status == 0 && outcome.output.contains("registry.example.com/apus"), "\(outcome.output)")
    }

    @Test(arguments: ["", everything, served])
    func `writes a configuration that apus takes`(values: String) async throws {
        let map = try await Chart.documents(values).first("ConfigMap")
        let configuration = try #require(map["data"]?["config.yaml"]?.string)
        let directory = try TemporaryDirectory()
        let file = try directory.put(configuration, at: "config.yaml")
        let check = try await ApusProgram().run(["config", "check", "--config", file])
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test func `has the driver's name from one value everywhere`() async throws {
        let rendered = try await Chart.template("driver: gpu.example.com\ndeviceClasses: {domain: example.com}").output
        #expect(!rendered.contains("apus.dev"))
        let classes = try await Chart.documents("driver: gpu.example.com").filter {
            $0["kind"]?.string == "DeviceClass"
        }
        #expect(classes.count == 4)
        for document in classes {
            let selector = document["spec"]?["selectors"]?.sequence?.first
            let expression = try #require(selector?["cel"]?["expression"]?.string)
            #expect(expression.hasPrefix("device.driver == \"gpu.example.com\" && "))
        }
    }

    @Test func `mounts the directories that the configuration names`() async throws {
        let documents = try await Chart.documents(Self.everything)
        let pod = try documents.first("DaemonSet")["spec"]?["template"]?["spec"]
        let mounts = pod?["containers"]?.sequence?.first?["volumeMounts"]?.sequence ?? []
        let writable = mounts.filter { $0["readOnly"]?.boolean != true }.compactMap { $0["mountPath"]?.string }
        let kubelet = "/var/lib/k0s/kubelet"
        #expect(
            writable == ["/var/run/cdi", "\(kubelet)/plugins", "\(kubelet)/plugins_registry", "/var/lib/devices"])
        let host = (pod?["volumes"]?.sequence ?? []).compactMap { $0["hostPath"]?["path"]?.string }
        #expect(Set(host).isSuperset(of: writable))
    }

    @Test func `runs where a label or a name says so`() async throws {
        func terms(_ values: String) async throws -> [YAMLNode]? {
            let affinity = try await Chart.documents(values).first("DaemonSet")["spec"]?["template"]?["spec"]?[
                "affinity"]
            let required = affinity?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
            return required?["nodeSelectorTerms"]?.sequence
        }
        #expect(try await terms("") == nil)
        let labels = try #require(try await terms("nodes: {by: labels, labels: [a, b]}"))
        #expect(labels.compactMap { $0["matchExpressions"]?.sequence?.first?["key"]?.string } == ["a", "b"])
        let names = try #require(try await terms("nodes: {by: names, names: [node1, node2]}"))
        let values = names.first?["matchExpressions"]?.sequence?.first?["values"]?.sequence
        #expect(values?.compactMap(\.string) == ["node1", "node2"])
    }

    /// The pod is in the node's network, and a port that it declares is the node's: two pods cannot have it.
    @Test func `lets the old pod end first where the new one needs its port`() async throws {
        func surge(_ values: String) async throws -> Int64? {
            let strategy = try await Chart.documents(values).first("DaemonSet")["spec"]?["updateStrategy"]
            return strategy?["rollingUpdate"]?["maxSurge"]?.integer
        }
        #expect(try await surge("") == 1)
        #expect(try await surge(Self.everything) == 0)
        #expect(try await surge(Self.served) == 0)
    }

    @Test func `serves other machines with the files of a secret, and asks the probes and the monitor to speak TLS`()
        async
        throws
    {
        let documents = try await Chart.documents(Self.served)
        let text = try #require(try documents.first("ConfigMap")["data"]?["config.yaml"]?.string)
        let endpoint = try YAMLNode.parse(Array(text.utf8))?["endpoint"]
        #expect(endpoint?["listen"]?.string == "0.0.0.0:9401")
        let pod = try documents.first("DaemonSet")["spec"]?["template"]?["spec"]
        let agent = pod?["containers"]?.sequence?.first
        for probe in ["livenessProbe", "readinessProbe"] {
            #expect(agent?[probe]?["httpGet"]?["scheme"]?.string == "HTTPS")
        }
        let mount = try #require(agent?["volumeMounts"]?.sequence?.first { $0["name"]?.string == "endpoint" })
        let path = try #require(mount["mountPath"]?.string)
        for (key, file) in ["certificate": "tls.crt", "key": "tls.key", "tokenFile": "token"] {
            #expect(endpoint?[key]?.string == "\(path)/\(file)")
        }
        let scrape = try documents.first("PodMonitor")["spec"]?["podMetricsEndpoints"]?.sequence?.first
        #expect(scrape?["tlsConfig"]?["serverName"]?.string == "apusd.example.com")
        #expect(scrape?["tlsConfig"]?["insecureSkipVerify"] == nil)
        #expect(scrape?["authorization"]?["credentials"]?["name"]?.string == "apus-endpoint")
    }

    @Test(
        arguments: [
            "drivr: gpu.example.com", "driver: Not A Domain", "nodes: {by: luck}", "nodes: {by: names}",
            "kubelet: {directory: relative}", "endpoint: {port: 99999}", "image: {tag: 1}",
            "configuration: {state: {directory: /x}}", "configuration: {slices: {driver: x.example.com}}",
            "metrics: {podMonitor: {create: true}}",
            "endpoint: {secret: x}\nmetrics: {proxy: {image: y}}",
        ])
    func `refuses values that it does not know or cannot keep`(values: String) async throws {
        #expect(try await Chart.template(values).status != 0)
    }
}
