import Documents
import Hardware
import Testing

@testable import Claims

@Suite("The decision on a claim") struct DecisionTests {
    private func refusal(_ body: () throws -> PreparedClaim?) throws -> PreparationError {
        try #require(throws: PreparationError.self) { _ = try body() }
    }

    @Test func `is to prepare the devices that were allocated`() throws {
        let claim = try #require(try decide([.gpu(0, for: "a"), .gpu(1, for: "b/large")]))
        #expect(claim.state == .started)
        #expect(
            claim.answer == [
                PreparedDevice(
                    requests: ["a"], pool: "node1", device: "0000-03-00-0-0x56a0",
                    cdiDeviceIDs: ["gpu.apus.dev/claim=1f0c2d34-0001-0000-03-00-0-0x56a0"]),
                PreparedDevice(
                    requests: ["b"], pool: "node1", device: "0000-04-00-0-0x56a0",
                    cdiDeviceIDs: ["gpu.apus.dev/claim=1f0c2d34-0001-0000-04-00-0-0x56a0"]),
            ])
    }

    @Test func `is that there is nothing to do where no device is ours`() throws {
        #expect(try decide([Chosen(device: "x", driver: "nic.example.com")]) == nil)
        #expect(try decide([]) == nil)
    }

    @Test func `goes against a claim that was made anew under its name`() throws {
        let claim = try ResourceClaim(document([.gpu(0)], uid: "other"), driver: "gpu.apus.dev")
        let error = try refusal {
            try PreparedClaim(preparing: reference(), as: claim, on: .machine(), beside: [])
        }
        #expect(error == .replaced(reference(), by: "other"))
    }

    @Test func `goes against a claim that has no devices yet`() throws {
        let claim = try ResourceClaim(["metadata": ["uid": "1f0c2d34-0001"]], driver: "gpu.apus.dev")
        let error = try refusal {
            try PreparedClaim(preparing: reference(), as: claim, on: .machine(), beside: [])
        }
        #expect(error == .unallocated(reference()))
    }

    @Test func `goes against a claim that no pod may use`() throws {
        let claim = try ResourceClaim(document([.gpu(0)], isReserved: false), driver: "gpu.apus.dev")
        let error = try refusal {
            try PreparedClaim(preparing: reference(), as: claim, on: .machine(), beside: [])
        }
        #expect(error == .unreserved(reference()))
    }

    @Test func `goes against a device of another node's pool`() throws {
        var chosen = Chosen.gpu(0)
        chosen.pool = "node2"
        let error = try refusal { try decide([chosen]) }
        #expect(error.description.contains("the pool node2, and the pool of this node is node1"))
    }

    @Test func `takes the pool's name with counters and without`() throws {
        var chosen = Chosen.gpu(0)
        chosen.pool = "node1/gpu.apus.dev"
        #expect(try decide([chosen])?.answer.first?.pool == "node1/gpu.apus.dev")
    }

    @Test func `goes against a device that is not there`() throws {
        let error = try refusal { try decide([Chosen(device: "0000-99-00-0-0x56a0")]) }
        #expect(error == .absent(reference(), device: "0000-99-00-0-0x56a0"))
    }

    @Test func `goes against a device that is not ready, and says why`() throws {
        let broken = Inventory.machine {
            $0[0].readiness = .failed("its firmware is gone")
            $0[0].offer = .withheld(as: .failed, because: "failed: its firmware is gone")
        }
        let error = try refusal { try decide([.gpu(0)], on: .machine(broken)) }
        #expect(error.description.contains("cannot be used now: failed: its firmware is gone."))
    }

    @Suite("where another claim has the device") struct HolderTests {
        private let other = reference("2a1d-0002", name: "other")

        private func holder(_ chosen: Chosen = .gpu(0), state: PreparedClaim.State = .completed) throws -> PreparedClaim
        {
            var claim = try #require(try decide([chosen], as: other))
            claim.state = state
            return claim
        }

        private let admin = JSONValue.Member("adminAccess", true)
        private func share(_ id: String) -> JSONValue.Member { .init("shareID", .string(id)) }

        @Test(arguments: [PreparedClaim.State.started, .completed])
        func `goes against the claim`(state: PreparedClaim.State) throws {
            let holder = try holder(state: state)
            #expect(throws: PreparationError.held(reference(), device: Chosen.gpu(0).device, by: other)) {
                try decide([.gpu(1, for: "a"), .gpu(0, for: "b")], beside: [holder])
            }
        }

        @Test func `goes for the claim where it is the same one`() throws {
            let same = try #require(try decide([.gpu(0)]))
            #expect(try decide([.gpu(0)], beside: [same]) != nil)
        }

        @Test func `goes for an administrator, and beside one`() throws {
            #expect(try decide([.gpu(0, for: "main", admin)], beside: [holder()]) != nil)
            #expect(try decide([.gpu(0)], beside: [holder(.gpu(0, for: "main", admin))]) != nil)
        }

        @Test func `goes for another share alone`() throws {
            let holder = try holder(.gpu(0, for: "main", share("5e1f")))
            #expect(try decide([.gpu(0, for: "main", share("77aa"))], beside: [holder]) != nil)
            for taken in [Chosen.gpu(0, for: "main", share("5e1f")), .gpu(0)] {
                #expect(throws: PreparationError.self) { try decide([taken], beside: [holder]) }
            }
        }

        @Test func `gives each claim names of its own for it`() throws {
            let mine = try #require(try decide([.gpu(0, for: "main", admin)], beside: [holder()]))
            let shared = try #require(try decide([.gpu(0, for: "main", share("77aa"))]))
            #expect(try mine.answer.first?.cdiDeviceIDs != holder().answer.first?.cdiDeviceIDs)
            #expect(shared.answer.first?.cdiDeviceIDs == ["\(mine.kind)=1f0c2d34-0001-0000-03-00-0-0x56a0-77aa"])
            #expect(shared.answer.first?.shareID == "77aa")
        }
    }
}
