import CDI
import CDIDirectory
import Glibc
import Hardware
import SystemPackage
import TestSupport
import Testing

/// What Level Zero and oneCCL find Intel's GPUs by in containers.
@Suite("The links of a published spec") struct LinkTests {
    private let agent: Agent
    private let directory = "cdi/apus.dev-gpu.by-path"

    init() throws { agent = try Agent() }

    private func gpu(_ address: String, vendor: UInt16 = 0x8086, card: Int) throws -> Accelerator {
        let path = "/dev/dri/by-path/pci-\(address)"
        return Accelerator(
            function: PCIFunction(
                address: try #require(PCIAddress(address)), vendorID: PCIID(vendor), deviceID: PCIID(0x56c0),
                pciClass: try #require(PCIClass(code: 0x03_8000)), driver: "xe"),
            nodes: [
                DeviceNode(
                    path: "/dev/dri/card\(card)", kind: .card, links: ["/dev/dri/by-id/gpu", "\(path)-card"]),
                DeviceNode(path: "/dev/dri/renderD\(128 + card)", kind: .render, links: ["\(path)-render"]),
                DeviceNode(path: "/dev/mei\(card)", kind: .mei, links: ["/dev/dri/by-path/mei"]),
            ], readiness: .ready, attachment: .native, offer: .offered)
    }

    private func publish(_ accelerators: [Accelerator], by publisher: inout SpecPublisher) throws -> CDISpec? {
        let inventory = Inventory(accelerators: accelerators)
        let links = NodeLinks(of: inventory, below: publisher.linkDirectory.string)
        let spec = CDISpec(inventory: inventory, kind: .standard, links: links)
        _ = try publisher.publish(spec, links: links)
        return spec
    }

    private func links(_ device: String) -> [String: String] {
        let path = "\(agent.temporary.path)/\(directory)/\(device)"
        let names = agent.temporary.names("\(directory)/\(device)")
        return Dictionary(uniqueKeysWithValues: names.map { ($0, target(of: "\(path)/\($0)")) })
    }

    private func target(of link: String) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(link, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func mounts(_ spec: CDISpec) -> [String: [String]] {
        Dictionary(
            uniqueKeysWithValues: spec.devices.map { device in
                (device.name, (spec.edits.mounts + device.edits.mounts).map { "\($0.hostPath) \($0.containerPath)" })
            })
    }

    @Test func `are those of all GPUs' own nodes, in a directory that containers with all of them mount`() throws {
        var publisher = try agent.start()
        let spec = try #require(
            try publish([try gpu("0000:03:00.0", card: 0), try gpu("0000:04:00.0", card: 1)], by: &publisher))
        let first = ["pci-0000:03:00.0-card": "../card0", "pci-0000:03:00.0-render": "../renderD128"]
        let second = ["pci-0000:04:00.0-card": "../card1", "pci-0000:04:00.0-render": "../renderD129"]
        #expect(links("0000-03-00-0-0x56c0") == first)
        #expect(links("0000-04-00-0-0x56c0") == second)
        #expect(links("all") == first.merging(second) { first, _ in first })
        let mounts = mounts(spec)
        #expect(mounts["all"] == ["\(agent.temporary.path)/\(directory)/all /dev/dri/by-path"])
        // The second one's would hide the first one's.
        #expect(mounts.filter { !$0.value.isEmpty }.map(\.key) == ["all"])
        #expect(spec.withoutLinks.devices.allSatisfy { $0.edits.mounts.isEmpty })
        #expect(SpecReading(spec.fileText, newest: .v050).spec == spec)
    }

    @Test func `of the only GPU are mounted by all its names, beside other vendors' as well`() throws {
        var publisher = try agent.start()
        let others = [try gpu("0000:05:00.0", vendor: 0x1002, card: 2)]
        let spec = try #require(try publish([try gpu("0000:03:00.0", card: 0)] + others, by: &publisher))
        let base = "\(agent.temporary.path)/\(directory)"
        let own = ["\(base)/0000-03-00-0-0x56c0 /dev/dri/by-path"]
        #expect(
            mounts(spec) == [
                "0000-03-00-0-0x56c0": own, "0000:03:00.0": own, "0": own, "0000-05-00-0-0x56c0": [],
                "0000:05:00.0": [], "1": [], "all": ["\(base)/all /dev/dri/by-path"],
            ])
    }

    @Test func `follow the nodes, and go with their devices`() throws {
        var publisher = try agent.start()
        let stays = try gpu("0000:03:00.0", card: 0)
        _ = try publish([stays, try gpu("0000:04:00.0", card: 1)], by: &publisher)
        _ = try publish([try gpu("0000:03:00.0", card: 5)], by: &publisher)
        let moved = ["pci-0000:03:00.0-card": "../card5", "pci-0000:03:00.0-render": "../renderD133"]
        #expect(links("0000-03-00-0-0x56c0") == moved)
        #expect(agent.temporary.names(directory) == ["0000-03-00-0-0x56c0", "all"])
        // Somebody has taken them away, and nothing else has changed.
        try #require(unlink("\(agent.temporary.path)/\(directory)/all/pci-0000:03:00.0-card") == 0)
        _ = try publish([try gpu("0000:03:00.0", card: 5)], by: &publisher)
        #expect(links("all") == moved)
        _ = try publish([], by: &publisher)
        #expect(agent.temporary.names("cdi") == [])
    }

    @Test func `are not there for others' devices`() throws {
        var publisher = try agent.start()
        let spec = try publish([try gpu("0000:03:00.0", vendor: 0x1002, card: 0)], by: &publisher)
        #expect(spec?.devices.allSatisfy { $0.edits.mounts.isEmpty } == true)
        #expect(agent.temporary.names("cdi") == ["apus.dev-gpu.json"])
    }

    @Test func `go with the file of an earlier kind`() throws {
        var publisher = try agent.start()
        _ = try publish([try gpu("0000:03:00.0", card: 0)], by: &publisher)
        var next = try agent.start(.other)
        _ = try next.publish(nil)
        _ = next.tidy()
        #expect(agent.temporary.names("cdi") == [])
    }

    @Test func `leave alone what somebody else has put there`() throws {
        var publisher = try agent.start()
        try agent.temporary.put("mine", at: "\(directory)/stale/note")
        _ = try publish([try gpu("0000:03:00.0", card: 0)], by: &publisher)
        _ = try publish([], by: &publisher)
        #expect(agent.temporary.text(of: "\(directory)/stale/note") == "mine")
    }
}
