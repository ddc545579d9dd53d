import CDI
import Glibc
import Hardware
import TestSupport
import Testing

@testable import Claims

/// What Level Zero and oneCCL find Intel's GPUs by.
@Suite("The links by path of a claim") struct ClaimLinkTests {
    private let place: Workplace
    private let directory = "gpu.apus.dev-claim_1f0c2d34-0001.by-path"

    init() throws { place = try Workplace() }

    private func machine(firstCard: Int = 0) -> Inventory {
        Inventory.machine { accelerators in
            for index in 0..<2 {
                let path = "/dev/dri/by-path/pci-\(accelerators[index].address)"
                let (card, render) = (firstCard + index, 128 + firstCard + index)
                accelerators[index].nodes = [
                    DeviceNode(path: "/dev/dri/card\(card)", kind: .card, links: ["\(path)-card"]),
                    DeviceNode(path: "/dev/dri/renderD\(render)", kind: .render, links: ["\(path)-render"]),
                ]
            }
        }
    }

    private func links(_ directory: String) -> [String: String] {
        let names = place.temporary.names("cdi/\(directory)")
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                var buffer = [CChar](repeating: 0, count: 256)
                let count = readlink("\(place.temporary.path)/cdi/\(directory)/\(name)", &buffer, buffer.count)
                return (
                    name, String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
                )
            })
    }

    private func mounts(_ spec: CDISpec?) -> [[String]] {
        spec?.devices.map { $0.edits.mounts.filter { $0.containerPath == "/dev/dri/by-path" }.map(\.hostPath) } ?? []
    }

    @Test func `are those of all its GPUs, and go with it`() async throws {
        place.cluster.put(document([.gpu(0), .gpu(1)]))
        let preparer = try await place.start(machine())
        _ = try await preparer.prepare(reference())
        #expect(
            links(directory) == [
                "pci-0000:03:00.0-card": "../card0", "pci-0000:03:00.0-render": "../renderD128",
                "pci-0000:04:00.0-card": "../card1", "pci-0000:04:00.0-render": "../renderD129",
            ])
        // A container has both devices, and one such directory.
        #expect(mounts(place.spec()) == [["\(place.temporary.path)/cdi/\(directory)"], []])
        try await preparer.unprepare(reference())
        #expect(place.files == [])
    }

    @Test func `are of no other device, and follow the nodes`() async throws {
        place.cluster.put(document([.gpu(0), .gpu(2, for: "other")]))
        let preparer = try await place.start(machine())
        _ = try await preparer.prepare(reference())
        #expect(links(directory).count == 2)
        preparer.surveyed(machine(firstCard: 6))
        _ = try await preparer.prepare(reference())
        #expect(
            links(directory) == ["pci-0000:03:00.0-card": "../card6", "pci-0000:03:00.0-render": "../renderD134"])
        #expect(mounts(place.spec()).map(\.count) == [1, 0])
    }

    /// Its containers may have one request's devices or the other's, or both; without any directory all are found.
    @Test func `are none where two requests have GPUs`() async throws {
        place.cluster.put(document([.gpu(0, for: "a"), .gpu(1, for: "b")]))
        let preparer = try await place.start(machine())
        _ = try await preparer.prepare(reference())
        #expect(mounts(place.spec()) == [[], []])
        #expect(!place.specs.contains(directory))
    }

    @Test func `of a claim that nobody knows any more go as its files do`() async throws {
        place.cluster.put(document([.gpu(0)]))
        _ = try await place.start(machine()).prepare(reference())
        place.temporary.remove("claims/journal/1f0c2d34-0001")
        try await place.start(machine()).unprepare(reference())
        #expect(place.files == [])
    }

    /// There are five steps of preparing it.
    @Test(arguments: 0..<5) func `are nowhere after an agent that was killed on the way`(step: Int) async throws {
        place.cluster.put(document([.gpu(0)]))
        let disk = FailingDisk(place.places, .kill, after: step)
        let preparer = try await place.start(machine(), disk: disk)
        await #expect(throws: PreparationError.self) { try await preparer.prepare(reference()) }
        #expect(disk.hasFailed)
        _ = try await place.start(machine())
        #expect(place.files == [])
    }
}
