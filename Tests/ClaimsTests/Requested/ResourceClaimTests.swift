import Documents
import Testing

@testable import Claims

@Suite("A claim from the API server") struct ResourceClaimTests {
    private func read(_ json: JSONValue) throws -> ResourceClaim { try ResourceClaim(json, driver: "gpu.apus.dev") }

    @Test(arguments: ["resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1"])
    func `is read in every version`(version: String) throws {
        let claim = try read(document([.gpu(0)], apiVersion: version))
        #expect(claim.uid == "1f0c2d34-0001")
        #expect(claim.allocation?.devices.map(\.device) == [Chosen.gpu(0).device])
        #expect(claim.isReserved)
    }

    @Test func `may have devices of other drivers, which are left out`() throws {
        var foreign = Chosen.gpu(1)
        foreign.driver = "nic.example.com"
        foreign.pool = "elsewhere"
        let claim = try read(document([foreign, .gpu(0)]))
        #expect(claim.allocation?.devices.map(\.device) == [Chosen.gpu(0).device])
    }

    @Test func `keeps the base request of an alternative`() throws {
        let claim = try read(document([.gpu(0, for: "main/small")]))
        #expect(claim.allocation?.devices.first?.request == "main/small")
        #expect(claim.allocation?.devices.first?.baseRequest == "main")
    }

    @Test func `tells access for administrators and shares`() throws {
        let claim = try read(
            document([.gpu(0, for: "a", .init("adminAccess", true)), .gpu(1, for: "b", .init("shareID", "5e1f"))]))
        #expect(claim.allocation?.devices.map(\.isAdministrative) == [true, false])
        #expect(claim.allocation?.devices.map(\.shareID) == [nil, "5e1f"])
    }

    @Test func `has no share where the server wrote null`() throws {
        let claim = try read(document([.gpu(0, for: "a", .init("shareID", .null), .init("adminAccess", .null))]))
        #expect(claim.allocation?.devices.first?.shareID == nil)
    }

    @Test func `tells what its pod calls it`() throws {
        #expect(try read(document([], podClaimName: "accelerator")).podClaimName == "accelerator")
        #expect(try read(document([])).podClaimName == nil)
    }

    @Test func `is not allocated without an allocation`() throws {
        #expect(try read(["metadata": ["uid": "1"]]).allocation == nil)
        #expect(try read(["metadata": ["uid": "1"], "status": ["allocation": .null]]).allocation == nil)
    }

    @Test func `may have fields that nobody knows yet`() throws {
        let claim = try read(document([.gpu(0, for: "main", .init("bindingConditions", ["a"]), .init("new", [:]))]))
        #expect(claim.allocation?.devices.count == 1)
    }

    @Test func `ignores configuration that is for other drivers`() throws {
        let entries = [
            configuration(driver: "nic.example.com", parameters: "anything"), ["source": "FromClaim"],
            configuration(.init("access", "rw")),
        ]
        #expect(try read(document([.gpu(0)], configuration: entries)).allocation?.configuration.count == 1)
    }

    @Test(
        arguments: [
            (["metadata": [:]], "metadata.uid"),
            (document([Chosen(device: "")]), "status.allocation.devices.results[0].device"),
            (document([.gpu(0, for: "a/b/c")]), "status.allocation.devices.results[0].request"),
            (document([.gpu(0, for: "../..")]), "status.allocation.devices.results[0].request"),
            (document([.gpu(0, for: "a", .init("adminAccess", "yes"))]), "results[0].adminAccess"),
            (document([.gpu(0, for: "a", .init("shareID", "../x"))]), "results[0].shareID"),
            (document([.gpu(0, for: "a", .init("shareID", ""))]), "results[0].shareID"),
            (document([], configuration: [configuration(from: "FromNowhere")]), "config[0].source"),
            (document([], podClaimName: "../../etc"), "pod-claim-name"),
        ] as [(JSONValue, String)])
    func `names the place that makes no sense`(claim: JSONValue, place: String) throws {
        let fault = try #require(throws: ClaimFault.self) { try read(claim) }
        #expect(fault.description.contains(place))
    }
}
