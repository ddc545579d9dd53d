import AgentConfiguration
import Delivery
import Documents
import SystemPackage
import Testing

@Suite("Configured sinks") struct SinkTests {
    @Test func `have their settings, with defaults for what is left out`() throws {
        let sinks = try Self.sinks(
            """
            - type: stdout
            - {type: directory, path: /run/apus/slices}
            - {type: http, url: "https://fleet.example.com"}
            - type: kubernetes
            """)
        var kubernetes = KubernetesSinkSettings()
        let http = HTTPSinkSettings(url: try SinkURL("https://fleet.example.com"))
        #expect(http.timeout == .seconds(10))
        #expect(
            sinks.map(\.destination) == [
                .standardOutput, .directory(DirectorySinkSettings(path: "/run/apus/slices", format: .yaml)),
                .http(http), .kubernetes(kubernetes),
            ])
        kubernetes.context = "node"
        #expect(try Self.sinks("- {type: kubernetes, context: node}").map(\.destination) == [.kubernetes(kubernetes)])
    }

    @Test func `are called after their type where they have no name, never as another one`() throws {
        let sinks = try Self.sinks(
            """
            - type: kubernetes
            - type: kubernetes
            - {type: kubernetes, name: kubernetes-3}
            - type: kubernetes
            - {type: stdout, name: kubernetes-5}
            - {type: kubernetes, name: }
            """)
        #expect(
            sinks.map(\.name) == [
                "kubernetes", "kubernetes-2", "kubernetes-3", "kubernetes-4", "kubernetes-5", "kubernetes-6",
            ])
    }

    @Test(arguments: [
        ("- {}", "2:3: each of sinks must be a mapping with the key type; choose stdout, directory, http, kubernetes"),
        ("- ", "2:2: each of sinks must be a mapping with the key type; choose stdout, directory, http, kubernetes"),
        (
            "- http",
            "2:3: each of sinks must be a mapping with the key type; choose stdout, directory, http, kubernetes"
        ),
        ("- type: htttp", "2:9: type cannot be \"htttp\"; did you mean \"http\"?"),
        ("- {type: stdout, path: /a}", "2:18: unknown key \"path\"; a sink of type stdout has type, name"),
        ("- {type: stdout, nam: a}", "2:18: unknown key \"nam\"; did you mean \"name\"?"),
        ("- {type: directory}", "2:3: a sink of type directory needs the key path"),
        ("- {type: http, url: }", "2:3: a sink of type http needs the key url"),
        (
            "- {type: directory, path: a}",
            "2:27: path cannot be \"a\"; write a path from the root on, such as /run/apus"
        ),
        ("- {type: directory, path: /a, format: xml}", "2:39: format cannot be \"xml\"; choose yaml, json"),
        (
            "- {type: stdout, name: a b}",
            "2:24: name cannot be \"a b\"; write at most 63 letters, digits, dots, dashes and underscores, the first a "
                + "letter or digit"
        ),
        ("- {type: stdout, name: a}\n- {type: stdout, name: a}", "3:24: another sink is called \"a\" already"),
        (
            "- {type: http, url: 'https://a', clientKey: /k}",
            "2:45: clientKey needs clientCertificate beside it"
        ),
        (
            "- {type: http, url: 'https://a', clientCertificate: /c}",
            "2:53: clientCertificate needs clientKey beside it"
        ),
        ("- {type: http, url: 'http://127.0.0.1', ca: /c}", "2:45: ca is of use only with an https url"),
        (
            "- {type: http, url: 'https://a', timeout: 0}",
            "2:43: timeout must be a whole number of seconds from 1 to 600, not \"0\""
        ),
        (
            "- {type: directory, path: /a}\n- {type: directory, path: /b/../a/}",
            "3:27: another sink has the directory \"/b/../a/\" already"
        ),
        (
            "- {type: directory, path: /etc/cdi}",
            "2:27: path cannot be \"/etc/cdi\"; container runtimes would take the slices there for CDI specs"
        ),
    ])
    func `that cannot work are refused with the place`(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.sinks(text) }
        #expect(error?.description == "c:\(message)")
    }

    @Test func `are a hundred at most`() throws {
        func list(_ count: Int) -> String { String(repeating: "- type: stdout\n", count: count) }
        #expect(try Self.sinks(list(100)).map(\.name).last == "stdout-100")
        let error = #expect(throws: ConfigurationError.self) { try Self.sinks(list(60_000)) }
        #expect(error?.description == "c:2:1: sinks has 60000 elements; at most 100 are served")
    }

    @Test func `keep out of the CDI directory wherever it is configured`() {
        let text = "sinks: [{type: directory, path: /srv/cdi}]\ncdi: {directory: /srv/cdi}"
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: Array(text.utf8), file: "c")
        }
        #expect(error?.description.hasPrefix("c:1:33: path cannot be \"/srv/cdi\"") == true)
    }

    @Test(arguments: [
        "", "fleet", "https://", "http://fleet.example.com", "https://user:secret@example.com/", "https://a:0",
        "ftp://a",
        "https://a b", "https://a/#f", "https://fleet.example.com/nodes/{nodeName}/slices", "https://a/a%zz",
        "http+unix://run", "http+unix://%ff%2F", "unix:///run/x.sock",
    ])
    func `are refused what the daemon would refuse, in its words`(text: String) throws {
        let reason = #expect(throws: SinkURLError.self) { try SinkURL(text) }
        let error = #expect(throws: ConfigurationError.self) { try Self.sinks("- {type: http, url: \"\(text)\"}") }
        #expect(error?.description == "c:2:21: url \(try #require(reason))")
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: [
        "HTTPS://fleet.example.com", "http://[0:0:0:0:0:0:0:1]:80/x", "http+unix://%2Frun%2Fx.sock/a?b=c",
    ])
    func `may have every address that the daemon takes, and keep its spelling`(text: String) throws {
        let configuration = try Configuration(
            yaml: Array("sinks: [{type: http, url: \"\(text)\"}]".utf8), file: "c")
        #expect(configuration.sinks.map(\.destination) == [.http(HTTPSinkSettings(url: try SinkURL(text)))])
        #expect(configuration.json.yamlText.contains(text))
    }

    private static func sinks(_ list: String) throws(ConfigurationError) -> [SinkConfiguration] {
        try Configuration(yaml: Array("sinks:\n\(list)\n".utf8), file: "c").sinks
    }
}
