import AgentLoop
import Delivery
import Endpoint
import Hardware
import NIOHTTP1
import Operations
import StatusFile
import SystemPackage
import TestSupport
import Testing

@Suite("The status page", .timeLimit(.minutes(5))) struct PageTests {
    private let board = StatusBoard(
        version: "0.1.0", process: nil, now: { Timestamp(secondsSince1970: 1_748_779_200) })

    private static let stranger = #"</td><script>alert("'&'")</script>\u{202e}"#

    private static func accelerator(
        _ address: String, product: String, driver: String?, numaNode: Int, readiness: Readiness = .ready,
        offer: Offer = .offered
    ) throws -> Accelerator {
        var function = PCIFunction(
            address: try #require(PCIAddress(address)), vendorID: PCIID(0x10de), deviceID: PCIID(0x25b6),
            pciClass: try #require(PCIClass(code: 0x03_0200)))
        function.name.driverName = product
        function.driver = driver
        function.numaNode = numaNode
        return Accelerator(
            function: function, nodes: [DeviceNode(path: "/dev/nvidia0", kind: .nvidia)],
            memory: DeviceMemory(bytes: 16 << 30, source: .nvml), readiness: readiness, offer: offer)
    }

    private func liveThroughADay() throws {
        let inventory = Inventory(
            host: HostIdentity(name: "node-a", kernelRelease: "6.1.0-21"),
            accelerators: [
                try Self.accelerator("0000:08:00.0", product: "A2", driver: "nvidia", numaNode: 0),
                try Self.accelerator(
                    "0000:19:00.0", product: Self.stranger, driver: nil, numaNode: 1, readiness: .unbound,
                    offer: .withheld(as: .noDriver, because: "no driver is bound")),
            ])
        board.observe(.surveyed(inventory, .milliseconds(4)))
        for change in DeviceChange.all(from: Inventory(), to: inventory) { board.observe(.deviceChanged(change)) }
        board.observe(.specWritten("/run/cdi/apus.dev-gpu.json", devices: 1))
        board.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
        var failing = SinkStatus()
        failing.state = .rejected(because: Self.stranger)
        board.observe(.sinkChanged("fleet", failing))
        board.observe(.sinkRefused("fleet", Self.stranger))
        board.observe(.kubeletRefused(Self.stranger))
        board.observe(
            .claimsPrepared([
                DeviceClaim(namespace: "team", name: Self.stranger, uid: "0a1b", devices: ["0000-08-00-0-0x25b6"])
            ]))
        board.observe(.problemBegan(.specList, Self.stranger))
    }

    @Test func `shows devices, topology, sinks, claims and changes`() async throws {
        try liveThroughADay()
        try await RunningEndpoint.run(board: board) { endpoint in
            let page = try await endpoint.ask("/")
            #expect(page.status == 200)
            #expect(page.headers["Content-Type"] == ["text/html; charset=utf-8"])
            expectGolden(page.body, "status/page.html")
        }
    }

    @Test func `says so before the first survey`() async throws {
        try await RunningEndpoint.run(board: board) { endpoint in
            let page = try await endpoint.ask("/")
            #expect(page.body.contains("<h1>The first survey is under way</h1>"))
            #expect(page.body.contains("<p class=\"bad\">The first survey and its CDI files are not done yet.</p>"))
        }
    }

    @Test func `has nothing of strangers' text taken for markup, and asks browsers for no script`() async throws {
        try liveThroughADay()
        try await RunningEndpoint.run(board: board) { endpoint in
            let page = try await endpoint.ask("/")
            #expect(!page.body.contains("<script"))
            #expect(!page.body.contains("\u{202e}"))
            #expect(page.body.contains("&lt;script&gt;alert(&quot;&#39;&amp;&#39;&quot;)&lt;/script&gt;"))
            #expect(page.headers["Content-Security-Policy"].first?.hasPrefix("default-src 'none'; ") == true)
            // Nothing is loaded from elsewhere: the only address is the name of SVG's language.
            #expect(page.body.matches(of: /https?:/).count == page.body.matches(of: /xmlns="http:/).count)
        }
    }
}
