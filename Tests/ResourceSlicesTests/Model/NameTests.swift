import ResourceSlices
import Testing

@Suite("A driver name") struct DriverNameTests {
    @Test(arguments: ["gpu.apus.dev", "a", "0", "gpu-1.example.com", String(repeating: "a", count: 63)])
    func `is a DNS subdomain of at most 63 characters`(text: String) throws {
        #expect(try DriverName(text).description == text)
    }

    @Test(arguments: [
        "", ".", "gpu.", ".gpu", "gpu..dev", "-gpu", "gpu-", "gpu.-dev", "GPU.apus.dev", "gpu_1", "gpu/1", "gpü",
        " gpu",
        String(repeating: "a", count: 64),
    ])
    func `is refused otherwise, with the rule`(text: String) {
        let error = #expect(throws: SliceError.self) { try DriverName(text) }
        #expect(error == .invalidDriverName(text))
        #expect(error?.description.contains("at most 63 characters") == true)
    }
}

@Suite("A node name") struct NodeNameTests {
    @Test(arguments: ["node1", "ip-10-0-0-1.eu-west-1.compute.internal", String(repeating: "a", count: 253)])
    func `is a DNS subdomain of at most 253 characters`(text: String) throws {
        #expect(try NodeName(text).description == text)
    }

    @Test(arguments: ["", "Node1", "node_1", "node1.", String(repeating: "a", count: 254)])
    func `is refused otherwise`(text: String) {
        #expect(throws: SliceError.invalidNodeName(text)) { try NodeName(text) }
    }
}

@Suite("An attribute name") struct AttributeNameTests {
    @Test(arguments: [
        "model", "_x", "a1", "Model_2", String(repeating: "a", count: 32), "resource.kubernetes.io/pciBusID",
        String(repeating: "d", count: 63) + "/a",
    ])
    func `is an identifier, with or without a domain`(text: String) {
        #expect(AttributeName(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "1a", "pci-bus-id", "a.b", "a b", "é", String(repeating: "a", count: 33), "/a", "example.com/",
        "a/b/c", "Example.com/a", String(repeating: "d", count: 64) + "/a", "[", "{",
    ])
    func `is refused otherwise`(text: String) {
        #expect(AttributeName(text) == nil)
    }
}
