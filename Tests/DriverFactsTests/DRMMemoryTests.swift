import DriverFacts
import Glibc
import Hardware
import Recording
import Survey
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// A driver in the kernel, as far as it answers the one question.
private struct FakeDriver {
    var driver: DRMDriver
    /// Class and size of each region.
    var regions: [(UInt16, UInt64)] = []
    /// What is cut off of its answer.
    var cut = 0
    /// What it says to be the size of the answer, where that is not so.
    var claimed: Int?
    var error: Int32 = 0
    /// Of i915's item alone, where the whole query succeeds.
    var itemError: Int32 = 0

    func memoryBytes() throws(Errno) -> UInt64? { try DRMMemoryQuery(driver, answer).memoryBytes() }

    private func answer(request: UInt, argument: UnsafeMutableRawPointer) -> Int32 {
        guard error == 0 else {
            errno = error
            return -1
        }
        let words = argument.assumingMemoryBound(to: UInt64.self)
        switch driver {
        case .xe:
            // DRM_IOWR(0x40 + 0, 40 bytes); no extensions; query 1; nothing in what is reserved.
            guard request == 0xc028_6440, words[0] == 0, words[1] & 0xffff_ffff == 1, words[3] == 0, words[4] == 0
            else {
                return refuse()
            }
            guard let size = fill(room: Int(words[1] >> 32), at: words[2]) else { return refuse() }
            words[1] = 1 | UInt64(size) << 32
        case .i915:
            // DRM_IOWR(0x40 + 0x39, 16 bytes); one item without flags: query 4.
            guard request == 0xc010_6479, words[0] == 1,
                let item = UnsafeMutablePointer<UInt64>(bitPattern: UInt(words[1])), item[0] == 4, item[1] >> 32 == 0
            else { return refuse() }
            guard let size = fill(room: Int(item[1]), at: item[2]) else { return refuse() }
            item[1] = UInt64(UInt32(bitPattern: itemError == 0 ? Int32(size) : -itemError))
        }
        return 0
    }

    private func refuse() -> Int32 {
        errno = EINVAL
        return -1
    }

    /// Returns the size of the answer, which goes into a room of that size; nil for a room of another.
    private func fill(room: Int, at address: UInt64) -> Int? {
        let size = claimed ?? reply.count
        guard room != 0 else { return size }
        guard room == size, let target = UnsafeMutableRawPointer(bitPattern: UInt(address)) else { return nil }
        target.copyMemory(from: Array(reply.prefix(size)), byteCount: min(size, reply.count))
        return size
    }

    private var reply: [UInt8] {
        var bytes = little(UInt32(regions.count)) + [UInt8](repeating: 0, count: driver == .xe ? 4 : 12)
        for (kind, size) in regions {
            bytes += little(kind) + little(UInt16(0)) + little(UInt32(65536)) + little(size)
            bytes += [UInt8](repeating: 0xff, count: 72)
        }
        return Array(bytes.dropLast(cut))
    }

    private func little(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<type(of: number).bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

@Suite("The memory that a DRM driver tells of") struct DRMMemoryTests {
    private static let gibibyte: UInt64 = 1 << 30

    @Test(arguments: DRMDriver.allCases)
    func `is that of all regions on the card, and not of the machine`(driver: DRMDriver) throws {
        let gibibyte = Self.gibibyte
        let one = FakeDriver(driver: driver, regions: [(0, 512 * gibibyte), (1, 16_225_243_136)])
        #expect(try one.memoryBytes() == 16_225_243_136)
        let tiles = FakeDriver(
            driver: driver, regions: [(0, 512 * gibibyte), (1, 64 * gibibyte), (1, 64 * gibibyte)])
        #expect(try tiles.memoryBytes() == 128 * gibibyte)
    }

    @Test(arguments: DRMDriver.allCases) func `is unknown of a GPU without its own`(driver: DRMDriver) throws {
        #expect(try FakeDriver(driver: driver, regions: [(0, 512 * Self.gibibyte)]).memoryBytes() == nil)
        #expect(try FakeDriver(driver: driver).memoryBytes() == nil)
        // A class that nobody knows yet.
        #expect(try FakeDriver(driver: driver, regions: [(7, Self.gibibyte)]).memoryBytes() == nil)
    }

    @Test(arguments: DRMDriver.allCases) func `is refused where the answer is none`(driver: DRMDriver) {
        let regions: [(UInt16, UInt64)] = [(1, Self.gibibyte)]
        for faulty in [
            FakeDriver(driver: driver, regions: regions, cut: 1), FakeDriver(driver: driver, claimed: 0),
            FakeDriver(driver: driver, claimed: 1 << 20), FakeDriver(driver: driver, regions: regions, cut: 90),
            FakeDriver(driver: driver, regions: [(1, .max), (1, 1)]),
            FakeDriver(driver: driver, regions: [(1, .max - 1), (1, .max - 1)]),
        ] {
            #expect(throws: Errno.invalidArgument) { try faulty.memoryBytes() }
        }
        #expect(throws: Errno.notPermitted) { try FakeDriver(driver: driver, error: EPERM).memoryBytes() }
    }

    @Test func `is refused where i915 fails the one item`() {
        let driver = FakeDriver(driver: .i915, regions: [(1, 1)], itemError: ENODEV)
        #expect(throws: Errno(rawValue: ENODEV)) { try driver.memoryBytes() }
    }

    /// What is no node of such a driver, or none at all.
    @Test func `is absent with a reason where nobody answers at the node`() {
        let memory = DriverFactsMemory(
            FactsHelper(Repository.path(".build/debug/apus"), within: .seconds(60)), patience: .seconds(60))
        let answer = memory.facts(
            DriverFactsQuestion(
                to: .driver(.xe),
                gpus: [
                    .init(address: "0000:03:00.0", node: "/dev/null"),
                    .init(address: "0000:04:00.0", node: "/nowhere/renderD129"),
                ]))
        #expect(answer.facts.gpus.isEmpty)
        #expect(
            answer.faults == [
                "0000:03:00.0":
                    "the driver does not tell the size of its memory: Inappropriate ioctl for device",
                "0000:04:00.0": "its render node cannot be opened: No such file or directory",
            ])
    }
}

@Suite("A machine whose Intel driver tells the memory") final class DRMJoinTests {
    private struct Told: DriverFactsSource {
        let bytes: UInt64?

        func facts(_ question: DriverFactsQuestion) -> DriverFactsAnswer {
            var answer = DriverFactsAnswer()
            for gpu in question.gpus {
                guard question.recipient == .driver(.i915) || question.recipient == .driver(.xe), gpu.node != nil else {
                    continue
                }
                if let bytes {
                    answer.facts.gpus.append(DriverFacts.GPU(address: gpu.address, memoryBytes: bytes))
                } else {
                    answer.faults[gpu.address] = "\(gpu.node ?? "") cannot be opened: Permission denied"
                }
            }
            return answer
        }
    }

    private let host: RecordedHost

    init() throws {
        host = try RecordedHost(recording: Repository.path("Tests/Hosts/intel-xe-vfs-vfio.umockdev"))
    }

    private func inventory(_ bytes: UInt64?) throws -> Inventory {
        try Survey(of: host.root, facts: Told(bytes: bytes)).inventory()
    }

    @Test func `has it where sysfs does not tell`() throws {
        let silent = try Survey(of: host.root).inventory()
        let inventory = try inventory(16_225_243_136)
        // The physical function; what sysfs tells of virtual ones stands.
        #expect(silent.accelerators[0].memory == nil)
        #expect(inventory.accelerators[0].memory == DeviceMemory(bytes: 16_225_243_136, source: .drmQuery))
        #expect(inventory.accelerators.dropFirst().map(\.memory) == silent.accelerators.dropFirst().map(\.memory))
    }

    @Test func `says why there is none, and goes on`() throws {
        let inventory = try inventory(nil)
        #expect(
            inventory.omissions.contains {
                $0.what.hasPrefix("facts of the driver ") && $0.why.hasSuffix("cannot be opened: Permission denied")
            })
        #expect(inventory.accelerators == (try Survey(of: host.root).inventory()).accelerators)
    }

    @Test func `is recorded with it`() throws {
        let inventory = try inventory(16_225_243_136)
        let directory = try TemporaryDirectory()
        let file = try directory.put(Recorder(host.root, inventory: inventory).records().joined(), at: "recording")
        let replayed = try RecordedHost(recording: file)
        let again = try Survey(of: replayed.root).inventory()
        #expect(again.accelerators == inventory.accelerators)
        #expect(again.driverFacts == inventory.driverFacts)
    }
}
