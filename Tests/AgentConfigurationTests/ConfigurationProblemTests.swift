import AgentConfiguration
import TestSupport
import Testing

@Suite("A faulty configuration") struct ConfigurationProblemTests {
    /// A text and the whole of what is said about it.
    struct Fault: CustomTestStringConvertible {
        let text: String
        let message: String

        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }

        var testDescription: String { message }
    }

    @Test(arguments: [
        Fault(
            "# first\ncandidates:\n    excldue: {}\n",
            "/etc/apus/config.yaml:3:5: unknown key \"excldue\"; did you mean \"exclude\"?"),
        Fault("NodeName: a", "/etc/apus/config.yaml:1:1: unknown key \"NodeName\"; did you mean \"nodeName\"?"),
        Fault(
            "cdi: {kinds: a}", "/etc/apus/config.yaml:1:7: unknown key \"kinds\"; did you mean \"kind\"?"),
        Fault(
            "cdi: {color: a}",
            "/etc/apus/config.yaml:1:7: unknown key \"color\"; cdi has kind, directory, "
                + "removeOnStop, nvidia"),
        Fault(
            "cdi: {nvidia: {roles: [compute, vidoe]}}",
            "/etc/apus/config.yaml:1:33: an element of roles cannot be \"vidoe\"; did you mean \"video\"?"),
        Fault(
            "cdi: {nvidia: {roles: compute}}",
            "/etc/apus/config.yaml:1:23: roles must be all or a list, not \"compute\""),
        Fault(
            "physicalFunctionWithVFs: hid",
            "/etc/apus/config.yaml:1:26: physicalFunctionWithVFs cannot be \"hid\"; did you mean \"hide\"?"),
        Fault(
            "physicalFunctionWithVFs: []",
            "/etc/apus/config.yaml:1:26: physicalFunctionWithVFs cannot be a list; choose hide, counters, offer"),
        Fault(
            "attachment: {vfio: 7}",
            "/etc/apus/config.yaml:1:20: vfio cannot be \"7\"; choose auto, group, device"),
        Fault(
            "attachment: {native: maybe}",
            "/etc/apus/config.yaml:1:22: native must be true or false, not a string"),
        Fault(
            "attachment: {native: \"true\"}",
            "/etc/apus/config.yaml:1:22: native must be true or false, not a string"),
        Fault(
            "nodeName: 7",
            "/etc/apus/config.yaml:1:11: nodeName must be a string, not the number 7; put it in quotes if it is meant "
                + "as a string"),
        Fault("nodeName: [a]", "/etc/apus/config.yaml:1:11: nodeName must be a string, not a list"),
        Fault(
            "candidates: []",
            "/etc/apus/config.yaml:1:13: candidates must be a mapping with the keys include, exclude, not a list"),
        Fault(
            "candidates: {include: {classes: 0x12}}",
            "/etc/apus/config.yaml:1:33: classes must be a list, not the number 0x12"),
        Fault(
            "candidates: {include: {classes: [0x300]}}",
            "/etc/apus/config.yaml:1:34: \"0x300\" is not a class; write 2, 4 or 6 hexadecimal digits, as in 0x12, 0x0b40 "
                + "or 0x030200"),
        Fault(
            "candidates: {include: {ids: [8086:56a]}}",
            "/etc/apus/config.yaml:1:30: \"8086:56a\" is not a pair of ids; write vendor and device, as in 8086:56a0, or "
                + "8086:* for all of a vendor"),
        Fault(
            "candidates: {exclude: {addresses: [{a: b}]}}",
            "/etc/apus/config.yaml:1:36: a mapping is not a PCI address; write domain, bus, device and function, as in "
                + "0000:03:00.0"),
        Fault(
            "pciIDs: pci.ids",
            "/etc/apus/config.yaml:1:9: pciIDs cannot be \"pci.ids\"; write a path from the root on, such as /run/apus"),
        Fault(
            "a text",
            "/etc/apus/config.yaml:1:1: the configuration must be a mapping with the keys candidates, pciIDs, discovery, cdi, "
                + "slices, nodeName, physicalFunctionWithVFs, attachment, sinks, kubelet, settle, resync, log, endpoint, state, not "
                + "a string"),
    ])
    func `is refused with the place and the nearest word`(fault: Fault) {
        #expect(Self.description(of: fault.text) == fault.message)
    }

    @Test(arguments: [
        Fault(
            "cdi: {directory: cdi}",
            "1:18: directory cannot be \"cdi\"; write a path from the root on, such as /run/apus"),
        Fault(
            "state: {directory: \"/a\\nb\"}",
            "1:20: directory cannot be \"/a…\"; write a path from the root on, such as /run/apus"),
        Fault("cdi: {removeOnStop: never}", "1:21: removeOnStop must be true or false, not a string"),
        Fault(
            "settle: {quiet: 1.5}",
            "1:17: quiet must be a whole number of milliseconds from 0 to 10000, not \"1.5\""),
        Fault(
            "settle: {limit: 10001}",
            "1:17: limit must be a whole number of milliseconds from 0 to 10000, not \"10001\""),
        Fault(
            "settle: {quiet: 251}",
            "1:17: quiet, 251 milliseconds, must not be more than limit, 250 milliseconds"),
        Fault(
            "settle: {limit: 24}", "1:17: quiet, 25 milliseconds, must not be more than limit, 24 milliseconds"),
        Fault("resync: 0", "1:9: resync must be a whole number of seconds from 1 to 86400, not \"0\""),
        Fault("resync: {}", "1:9: resync must be a whole number of seconds from 1 to 86400, not a mapping"),
        Fault("log: {level: warnin}", "1:14: level cannot be \"warnin\"; did you mean \"warning\"?"),
        Fault("log: {format: xml}", "1:15: format cannot be \"xml\"; choose auto, text, journal, json"),
        Fault("sinks: {}", "1:8: sinks must be a list, not a mapping"),
    ])
    func `is told what the daemon can work with`(fault: Fault) {
        #expect(Self.description(of: fault.text) == "/etc/apus/config.yaml:" + fault.message)
    }

    @Test(arguments: [
        "9400", ":9400", "localhost:9400", "node.example:9400", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536",
        "127.0.0.1:+1", "127.0.0:80", "127.0.0.256:80", "127.0.0.01:80", "::1:9400", "[:::]:80", "[1::2::3]:80",
        "[1:2:3]:80", "[12345::]:80", "[1:2:3:4:5:6:7:8:9]:80", "[1.2.3.4]:80", "unix:", "unix:apusd.sock",
        "unix:/\(String(repeating: "x", count: 107))", "[]",
    ])
    func `is refused what is no address`(address: String) {
        let text = "endpoint: {listen: \(address == "[]" ? address : "\"\(address)\"")}"
        #expect(
            Self.description(of: text)?.hasPrefix("/etc/apus/config.yaml:1:20: listen cannot be ") == true)
    }

    @Test(arguments: [
        Fault(
            "endpoint: {listen: '0.0.0.0:1', tokenFile: /t}",
            "1:20: listen is an address that other machines can reach, which needs certificate and key beside it"),
        Fault(
            "endpoint: {listen: '[::]:1', certificate: /c, key: /k}",
            "1:20: listen is an address that other machines can reach, which needs tokenFile or clientCA beside it"),
        Fault(
            "endpoint: {listen: '10.0.0.1:1', certificate: /c, tokenFile: /t}",
            "1:47: certificate needs key beside it"),
        Fault("endpoint: {listen: '127.0.0.1:1', key: /k}", "1:40: key needs certificate beside it"),
        Fault(
            "endpoint: {listen: '127.0.0.1:1', clientCA: /c}",
            "1:45: clientCA needs certificate and key beside it; without TLS nobody shows one"),
        Fault(
            "endpoint: {listen: 'unix:/a', certificate: /c, key: /k}",
            "1:44: a socket needs no TLS; leave out certificate and key"),
    ])
    func `is told what an endpoint needs for its address`(fault: Fault) {
        #expect(Self.description(of: fault.text) == "/etc/apus/config.yaml:" + fault.message)
    }

    @Test(arguments: [
        Fault(
            "slices: {apiVersion: v2}", "1:22: There is no version \"v2\" of ResourceSlice; choose one of v1, v1beta2"),
        Fault("slices: {kubernetesVersion: new}", "1:29: \"new\" is not a Kubernetes version; write it as 1.34"),
        Fault("slices: {kubernetesVersion: []}", "1:29: kubernetesVersion must be a version such as 1.34, not a list"),
        Fault("slices: {kubernetesVersion: 1.30}", "1:29: Kubernetes 1.30 has no ResourceSlices that this program"),
        Fault(
            "slices: {apiVersion: v1, kubernetesVersion: 1.30}",
            "1:45: Kubernetes 1.30 has no ResourceSlices that this program"),
        Fault(
            "slices: {kubernetesVersion: 1.33, apiVersion: v1}",
            "1:47: Kubernetes 1.33 does not serve ResourceSlices in v1; choose v1beta2."),
        Fault(
            "slices: {kubernetesVersion: 1.32}\nphysicalFunctionWithVFs: counters",
            "2:26: Kubernetes 1.32 has no shared counters, which physicalFunctionWithVFs: counters needs"),
    ])
    func `is told which server no slices can be written for`(fault: Fault) {
        let description = Self.description(of: fault.text)
        #expect(description?.hasPrefix("/etc/apus/config.yaml:" + fault.message) == true, "\(description ?? "")")
        #expect(description?.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        Fault("cdi: {kind: apus}", "/etc/apus/config.yaml:1:13: The kind \"apus\" has no slash"),
        Fault("slices: {driver: GPU}", "/etc/apus/config.yaml:1:18: \"GPU\" cannot name a driver"),
        Fault("nodeName: my_node", "/etc/apus/config.yaml:1:11: \"my_node\" cannot name a node"),
        Fault("nodeName: a\nnodeName: b", "/etc/apus/config.yaml:2:1: The key \"nodeName\" stands here a second time"),
        Fault("nodeName: [", "/etc/apus/config.yaml:2:1: This is neither YAML nor JSON"),
        Fault("a: 1\n---\nb: 2", "/etc/apus/config.yaml:2:1: A second document begins here"),
        Fault("nodeName: \u{0}", "/etc/apus/config.yaml:1:11: "),
    ])
    func `is refused in the words of whoever owns the rule`(fault: Fault) {
        #expect(Self.description(of: fault.text)?.hasPrefix(fault.message) == true)
    }

    @Test func `is told all its problems in the order of the text`() {
        let text = """
            physicalFunctionWithVFs: counter
            candidates:
              include:
                classes: [zz, 0x12, yy]
              exlude:
            nodeName: 7
            atachment: {}
            """
        let lines = Self.description(of: text)?.split(separator: "\n").map { $0.split(separator: " ")[0] }
        #expect(
            lines == [
                "/etc/apus/config.yaml:1:26:", "/etc/apus/config.yaml:4:15:", "/etc/apus/config.yaml:4:25:",
                "/etc/apus/config.yaml:5:3:", "/etc/apus/config.yaml:6:11:", "/etc/apus/config.yaml:7:1:",
            ])
    }

    @Test func `is told in one line a problem, however long its words are`() {
        let word = String(repeating: "x", count: 1000)
        let description = Self.description(of: "\(word): 1\n\"a\\nb\": 2\nphysicalFunctionWithVFs: \(word)") ?? ""
        #expect(description.split(separator: "\n").count == 3)
        #expect(description.utf8.count < 1000)
    }

    @Test(.timeLimit(.minutes(1)))
    func `is refused in good time where it is huge`() {
        let keys = (0..<20_000).map { "key\($0): {}\n" }.joined()
        #expect(Self.description(of: keys)?.split(separator: "\n").count == 20_000)
        #expect(Self.description(of: String(repeating: "[", count: 500_000)) != nil)
    }

    @Test func `is refused, never more than that, when it is garbage`() {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "candidates:", "include:", "classes:", "\n", "\n  ", "- ", "[", "]", "{", "}", "\"", "'", ": ", "0x12",
            "&a ",
            "*a", "!!str ", "\u{0}", "\t", "é", "# ", "|", ">", "%TAG ", "---", "...", ", ", "? ",
        ]
        for _ in 0..<fuzzRounds(2000) {
            let count = Int.random(in: 0..<40, using: &random)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            // Whatever comes of it is said with a place.
            if let description = Self.description(of: text) {
                #expect(description.hasPrefix("/etc/apus/config.yaml:"), "\(text.debugDescription)")
            }
        }
        for _ in 0..<fuzzRounds(2000) {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if let description = Self.description(of: bytes) {
                #expect(description.hasPrefix("/etc/apus/config.yaml:"), "\(bytes)")
            }
        }
    }

    private static func description(of text: String) -> String? { description(of: Array(text.utf8)) }

    /// What is said of a text; nil where it is a configuration.
    private static func description(of bytes: [UInt8]) -> String? {
        do {
            _ = try Configuration(yaml: bytes, file: "/etc/apus/config.yaml")
            return nil
        } catch {
            return error.description
        }
    }
}
