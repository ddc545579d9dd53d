import AgentConfiguration
import Delivery
import Hardware
import ResourceSlices
import Testing

@Suite("A node's name") struct NodeNameTests {
    private func source(_ yaml: String, _ variable: String? = nil) throws -> NodeNameSource {
        NodeNameSource(try Configuration(yaml: Array(yaml.utf8), file: "c"), variable: variable)
    }

    @Test func `is that of the configuration, else of NODE_NAME, else not told`() throws {
        let both = try source("nodeName: a", "b").told()
        #expect(both == NodeNameSource.Found(try NodeName("a"), from: "the configuration"))
        let variable = try source("{}", "b").told()
        #expect(variable == NodeNameSource.Found(try NodeName("b"), from: "the environment variable NODE_NAME"))
        #expect(try source("{}", "").told() == nil)
        #expect(try source("{}").told() == nil)
    }

    @Test func `is asked of the first cluster that gets slices`() throws {
        #expect(try source("sinks: [{type: stdout}]").cluster == nil)
        let sinks = "sinks: [{type: stdout}, {type: kubernetes, context: x}, {type: kubernetes}]"
        #expect(try source(sinks).cluster?.context == "x")
    }

    @Test func `is that of the machine, in lower case`() throws {
        let host = HostIdentity(name: "Rack7-Node3")
        #expect(try source("{}").machine(host).name.description == "rack7-node3")
        #expect(throws: NodeNameError.nameless) { try source("{}").machine(HostIdentity()) }
    }

    @Test func `that cannot be one is refused with its source`() throws {
        let error = try #require(#expect(throws: NodeNameError.self) { try source("{}", "No_Node").told() })
        #expect(
            error.description.hasPrefix("The node name \"No_Node\" from the environment variable NODE_NAME is no name"))
    }
}
