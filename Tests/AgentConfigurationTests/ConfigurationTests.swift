import CDI
import AgentConfiguration
import Documents
import Hardware
import ResourceSlices
import SystemPackage
import Testing

@Suite("A configuration") struct ConfigurationTests {
    @Test(arguments: [
        "", "\n", "# nothing\n", "---\n", "{}", "~", "candidates:\nattachment:\n", "cdi: {kind: }",
        "sinks:\nsettle:\nlog: {level: }",
    ])
    func `has defaults for all that is left out`(text: String) throws {
        let configuration = try Configuration(yaml: Array(text.utf8), file: "config.yaml")
        #expect(configuration == Configuration())
        #expect(configuration.cdiKind.description == "apus.dev/gpu")
        #expect(configuration.driver.description == "gpu.apus.dev")
        #expect(configuration.nodeName == nil)
        #expect(configuration.physicalFunctionWithVFs == .hide)
        #expect(configuration.attachments == [.native, .passthrough])
        #expect(configuration.vfio == .automatic)
        #expect(configuration.candidates == CandidateSelection())
        #expect(configuration.cdiDirectory == "/var/run/cdi")
        #expect(!configuration.removesSpecsOnStop)
        #expect(configuration.nvidiaRoles == [.compute, .utility])
        #expect(configuration.nvidiaDriverRoot == nil)
        #expect(configuration.pciIDs == nil)
        #expect(try configuration.dialect == SliceDialect())
        #expect(configuration.sinks == [])
        #expect(configuration.surveys.quiet == .milliseconds(25))
        #expect(configuration.surveys.limit == .milliseconds(250))
        #expect(configuration.surveys.resync == .seconds(60))
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .automatic)
        #expect(configuration.endpoint == EndpointSettings())
        #expect(configuration.stateDirectory == nil)
    }

    @Test func `is read from one file`() throws {
        let configuration = try Configuration(yaml: Array(Self.everything.utf8), file: "config.yaml")
        #expect(configuration.candidates.include.classes.map(\.description) == ["0x0b40", "0x12", "0x030200", "0x12"])
        #expect(
            configuration.candidates.include.ids.map(\.description) == ["8086:56a0", "10de:*", "1002:*", "8086:5620"])
        #expect(configuration.candidates.exclude.addresses.map(\.description) == ["0000:03:00.0", "10000:e1:00.0"])
        #expect(configuration.cdiKind == (try CDIKind("example.com/accelerator")))
        #expect(configuration.driver == (try DriverName("gpu.example.com")))
        #expect(configuration.nodeName == (try NodeName("node7")))
        #expect(configuration.physicalFunctionWithVFs == .counters)
        #expect(configuration.attachments == [.native])
        #expect(configuration.vfio == .device)
        #expect(configuration.cdiDirectory == "/etc/cdi")
        #expect(configuration.pciIDs == "/srv/pci.ids")
        #expect(configuration.removesSpecsOnStop)
        #expect(configuration.nvidiaRoles == [.utility, .graphics])
        #expect(configuration.nvidiaDriverRoot == "/run/nvidia/driver")
        #expect(configuration.apiVersion == .v1beta1)
        #expect(configuration.kubernetesVersion == KubernetesVersion(major: 1, minor: 34))
        #expect(
            try configuration.dialect
                == SliceDialect(apiVersion: .v1beta1, kubernetes: KubernetesVersion(major: 1, minor: 34)))
        #expect(configuration.surveys.quiet == .zero)
        #expect(configuration.surveys.limit == .seconds(10))
        #expect(configuration.surveys.resync == .seconds(86400))
        #expect(configuration.logLevel == .trace)
        #expect(configuration.logFormat == .journal)
        #expect(configuration.endpoint.listen == .network(host: "fd00::7", port: 9400))
        #expect(configuration.endpoint.tokenFile == "/etc/apus/endpoint-token")
        #expect(configuration.endpoint.certificate == "/etc/apus/endpoint.crt")
        #expect(configuration.endpoint.key == "/etc/apus/endpoint.key")
        #expect(configuration.endpoint.clientCA == "/etc/apus/clients.crt")
        #expect(configuration.stateDirectory == "/srv/apus")
    }

    @Test func `shows its effective values as a file that means the same`() throws {
        let configuration = try Configuration(yaml: Array(Self.everything.utf8), file: "config.yaml")
        let shown = configuration.json.yamlText
        #expect(try Configuration(yaml: Array(shown.utf8), file: "shown.yaml") == configuration)
        let json = configuration.json.jsonText
        #expect(try Configuration(yaml: Array(json.utf8), file: "shown.json") == configuration)
        let defaults = Configuration().json.yamlText
        #expect(try Configuration(yaml: Array(defaults.utf8), file: "defaults.yaml") == Configuration())
    }

    @Test(
        arguments: [
            ("all", Set(DriverFiles.Role.allCases)), ("[]", []), ("[compute, compute, video]", [.compute, .video]),
        ] as [(String, Set<DriverFiles.Role>)])
    func `names the roles of NVIDIA's driver files, or all of them`(text: String, roles: Set<DriverFiles.Role>) throws {
        let configuration = try Configuration(yaml: Array("cdi: {nvidia: {roles: \(text)}}".utf8), file: "config.yaml")
        #expect(configuration.nvidiaRoles == roles)
    }

    @Test(
        arguments: [
            ("127.0.0.1:9400", .loopback(host: "127.0.0.1", port: 9400)),
            ("127.8.0.1:1", .loopback(host: "127.8.0.1", port: 1)), ("[::1]:9400", .loopback(host: "::1", port: 9400)),
            ("unix:/run/a", .unix("/run/a")),
        ] as [(String, ListenAddress)])
    func `may have an endpoint for this machine without any more`(text: String, address: ListenAddress) throws {
        let configuration = try Configuration(yaml: Array("endpoint: {listen: \"\(text)\"}".utf8), file: "c")
        #expect(configuration.endpoint.listen == address)
    }

    @Test(
        arguments: [
            "0.0.0.0:9400", "192.168.0.1:9400", "[::]:9400", "[fd00::1:2]:9400", "[2001:db8:0:0:0:0:0:1]:9400",
        ], ["tokenFile: /a", "clientCA: /a", "tokenFile: /a, clientCA: /b"])
    func `may have one for others with TLS and what they show`(address: String, shown: String) throws {
        let text = "endpoint: {listen: \"\(address)\", certificate: /c, key: /k, \(shown)}"
        let listen = try Configuration(yaml: Array(text.utf8), file: "c").endpoint.listen
        guard case .network = listen else {
            Issue.record("\(listen.debugDescription)")
            return
        }
    }

    private static let everything = """
        candidates:
          include:
            classes: [0x0b40, 12, "030200", 0X12]
            ids:
            - 8086:56a0
            - 10de:*
            - '1002'
            - 8086:5620
          exclude:
            addresses: ["0000:03:00.0", 10000:E1:00.0]
        pciIDs: /srv/pci.ids
        cdi:
          kind: example.com/accelerator
          directory: /etc/cdi/
          removeOnStop: yes
          nvidia: {roles: [utility, graphics], driverRoot: /run/nvidia/driver}
        slices: {driver: gpu.example.com, apiVersion: resource.k8s.io/v1beta1, kubernetesVersion: v1.34.2+k3s1}
        nodeName: node7
        physicalFunctionWithVFs: counters
        attachment:
          passthrough: no
          vfio: device
        sinks:
        - type: kubernetes
          name: api.server_1
          kubeconfig: /etc/kubernetes/kubelet.conf
          context: "1"
        - type: http
          url: https://fleet.example.com:8443/slices?node=7
          tokenFile: /etc/apus/token
          clientCertificate: /etc/apus/client.crt
          clientKey: /etc/apus/client.key
          ca: /etc/apus/ca.crt
          timeout: 600
        - type: directory
          path: /run/apus/slices
          format: json
        - type: stdout
        settle: {quiet: 0, limit: 10000}
        resync: 86400
        log: {level: trace, format: journal}
        endpoint:
          listen: "[fd00::7]:9400"
          tokenFile: /etc/apus/endpoint-token
          certificate: /etc/apus/endpoint.crt
          key: /etc/apus/endpoint.key
          clientCA: /etc/apus/clients.crt
        state: {directory: /srv/apus}
        """
}
