import Documents
import Hardware
import Testing

@testable import Claims

@Suite("The configuration of a device") struct DeviceConfigTests {
    private func read(_ options: JSONValue.Member...) throws -> DeviceConfig {
        try DeviceConfig(.object([.init("apiVersion", "apus.dev/v1"), .init("kind", "DeviceConfig")] + options))
    }

    @Test func `may leave everything out`() throws { #expect(try read() == DeviceConfig()) }

    @Test func `is read with all its options`() throws {
        let config = try read(
            .init("attachment", "passthrough"), .init("access", "rwm"), .init("environment", ["A_1": "b c"]),
            .init("driverRoles", ["video", "compute"]))
        #expect(config.attachment == .passthrough)
        #expect(config.access == .readWriteMake)
        #expect(config.environment == ["A_1": "b c"])
        #expect(config.driverRoles == [.video, .compute])
    }

    @Test(
        arguments: [
            ("acess", "rw", "\"acess\" is unknown"),
            ("access", "r", "access must be one of rw, rwm"),
            ("access", 1, "access must be one of rw, rwm"),
            ("attachment", "Native", "attachment must be one of native, passthrough"),
            ("driverRoles", "compute", "driverRoles must be a list"),
            ("driverRoles", ["compute", "cuda"], "driverRoles[1] must be one of compute"),
            ("environment", ["A=b"], "environment must be an object"),
            ("environment", ["A": 1], "the value of the variable A must be a text"),
            ("environment", ["A B": "c"], "\"A B\" is no variable's name"),
            ("environment", ["1A": "c"], "\"1A\" is no variable's name"),
            ("environment", ["": "c"], "\"\" is no variable's name"),
            ("environment", ["A": "b\0c"], "the value of the variable A must be a text"),
            ("environment", ["APUS_DEVICES": "all"], "APUS_DEVICES is Apus's own"),
        ] as [(String, JSONValue, String)])
    func `is refused with a sentence that names the mistake`(option: String, value: JSONValue, sentence: String) throws
    {
        let error = try #require(throws: DeviceConfigError.self) { try read(.init(option, value)) }
        #expect(error.description.contains(sentence))
    }

    @Test(
        arguments: [
            ["apiVersion": "apus.dev/v2", "kind": "DeviceConfig"], ["apiVersion": "apus.dev/v1", "kind": "GpuConfig"],
            ["kind": "DeviceConfig"], [:], "DeviceConfig", .null,
        ] as [JSONValue])
    func `of another kind is refused`(parameters: JSONValue) {
        #expect(throws: DeviceConfigError.self) { try DeviceConfig(parameters) }
    }
}

@Suite("Configurations of one claim") struct PrecedenceTests {
    private func settings(_ entries: JSONValue..., device: Chosen = .gpu(0)) throws -> DeviceSettings? {
        try decide([device], entries)?.devices.first?.settings
    }

    private func variable(_ value: String) -> JSONValue.Member { .init("environment", ["V": .string(value)]) }

    private func refusal(_ entries: JSONValue..., device: Chosen = .gpu(0)) throws -> String {
        try #require(throws: PreparationError.self) { try decide([device], entries) }.description
    }

    @Test func `without any give plain access and the driver's files for computing`() throws {
        #expect(try settings()?.access == .readWrite)
        #expect(try settings()?.driverRoles == [])
        #expect(try settings(device: .gpu(2))?.driverRoles == [.compute, .utility])
    }

    @Test func `let the claim win over the class, and later entries over earlier ones`() throws {
        #expect(
            try settings(
                configuration(from: "FromClass", for: ["main"], variable("class")), configuration(variable("first")),
                configuration(variable("last")))?.environment == ["V": "last"])
    }

    @Test func `leave an option to the class that the claim says nothing of`() throws {
        let both = try settings(
            configuration(from: "FromClass", for: ["main"], .init("access", "rwm")), configuration(variable("claim")))
        #expect(both?.access == .readWriteMake)
        #expect(both?.environment == ["V": "claim"])
    }

    @Test func `may stand there twice, as Kubernetes 1.36 writes them`() throws {
        let entry = configuration(for: ["main", "other"], variable("x"))
        #expect(try settings(entry, entry) == settings(entry))
    }

    @Test func `are for a request, its alternative, or all`() throws {
        let entries = { (requests: [String]) in configuration(for: requests, self.variable("x")) }
        for requests in [[], ["main"], ["main/small"], ["other", "main"]] {
            let found = try settings(entries(requests), device: .gpu(0, for: "main/small"))
            #expect(found?.environment == ["V": "x"], "\(requests)")
        }
        for requests in [["other"], ["main/large"], ["mai"]] {
            let found = try settings(entries(requests), device: .gpu(0, for: "main/small"))
            #expect(found?.environment == [:], "\(requests)")
        }
    }

    @Test func `are passed over where they are for all and do not fit the device`() throws {
        let passthrough = configuration(.init("attachment", "passthrough"), variable("x"))
        #expect(try settings(passthrough)?.environment == [:])
        #expect(try settings(passthrough, device: .gpu(3))?.environment == ["V": "x"])
        let roles = configuration(.init("driverRoles", ["video"]))
        #expect(try settings(roles)?.driverRoles == [])
        #expect(try settings(roles, device: .gpu(2))?.driverRoles == [.video])
    }

    @Test func `are an error where they name the request and do not fit the device`() throws {
        let attachment = try refusal(configuration(for: ["main"], .init("attachment", "passthrough")))
        #expect(attachment.contains("demands attachment passthrough"))
        #expect(attachment.contains("team/gpu"))
        let roles = try refusal(configuration(for: ["main"], .init("driverRoles", ["video"])))
        #expect(roles.contains("driverRoles"))
    }

    @Test func `that are not understood are an error that says whose they are`() throws {
        #expect(try refusal(configuration(.init("speed", "high"))).contains("configuration of the claim"))
        let ofClass = try refusal(configuration(from: "FromClass", for: ["main"], .init("speed", "high")))
        #expect(ofClass.contains("configuration of the device class for main"))
    }

    @Test(
        arguments: [
            .init("access", "rwm"), .init("environment", ["LD_PRELOAD": "/x.so"]),
            .init("environment", ["LD_LIBRARY_PATH": "/x"]), .init("environment", ["GCONV_PATH": "/x"]),
            .init("environment", ["PATH": "/x"]), .init("environment", ["NVIDIA_VISIBLE_DEVICES": "all"]),
        ] as [JSONValue.Member])
    func `let only a class ask for what only an administrator may give`(option: JSONValue.Member) throws {
        #expect(try refusal(configuration(option)).contains("only a device class may"))
        #expect(try settings(configuration(from: "FromClass", for: ["main"], option)) != DeviceSettings())
    }
}
