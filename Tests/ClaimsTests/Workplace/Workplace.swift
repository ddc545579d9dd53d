import CDI
import Documents
import Files
import Hardware
import ResourceSlices
import Synchronization
import SystemPackage
import TestSupport

@testable import Claims

/// A machine and a cluster in which claims are prepared; agents come and go in it.
struct Workplace {
    let temporary: TemporaryDirectory
    let cluster = MemoryCluster()
    let events = EventList()
    let clock = TestClock()

    init() throws { temporary = try TemporaryDirectory() }

    var places: ClaimPlaces { ClaimPlaces(FilePath("\(temporary.path)/claims")) }

    var settings: ClaimPreparer.Settings { settings(isInUse: nil) }

    /// What the kubelet says of all claims; `asked` is told of the question.
    func settings(
        isInUse: Bool?, asked: @escaping @Sendable (Set<ClaimReference>) -> Void = { _ in }
    ) -> ClaimPreparer.Settings {
        ClaimPreparer.Settings(
            driver: .standard, cdiDirectory: FilePath("\(temporary.path)/cdi"),
            driverRoles: DriverFiles.Role.standard, nodeName: { _ in try NodeName("node1") },
            inUse: { claims in
                asked(claims)
                return isInUse.map { $0 ? claims : [] }
            })
    }

    /// Starts an agent that has seen the machine.
    func start(
        _ inventory: Inventory? = .machine(), disk: (any ClaimStepping)? = nil, bootID: String = "boot-1",
        settings: ClaimPreparer.Settings? = nil
    ) async throws -> ClaimPreparer {
        let preparer = try await ClaimPreparer.open(
            settings ?? self.settings,
            at: ClaimPreparer.Place(
                places, disk: disk ?? ClaimDisk(places), bootID: bootID, now: { [clock] in clock.now }),
            source: cluster,
            observe: { [events] in events.add($0) })
        if let inventory { preparer.surveyed(inventory) }
        return preparer
    }

    /// What runtimes read.
    var specs: [String] { temporary.names("cdi") }

    func spec(_ uid: String = "1f0c2d34-0001") -> CDISpec? {
        temporary.text(of: "cdi/gpu.apus.dev-claim_\(uid).json").flatMap { SpecReading(Array($0.utf8)).spec }
    }

    /// Everything that is on the disk for claims.
    var files: [String] {
        specs
            + ["journal", "metadata"].flatMap { below in
                temporary.names("claims/\(below)").map { "\(below)/\($0)" }
            }
    }

    static let filesOfOneClaim = [
        "gpu.apus.dev-claim_1f0c2d34-0001.json", "journal/1f0c2d34-0001", "metadata/1f0c2d34-0001_main.json",
    ]
}

/// The claims of a cluster.
final class MemoryCluster: ClaimSource {
    private struct State {
        var claims: [String: JSONValue] = [:]
        var failure: ClaimSourceError?
        var failures: [String: ClaimSourceError] = [:]
        var reads = 0
        /// Reads of these claims wait until it is opened.
        var gates: [String: Gate] = [:]
    }

    private let state = Mutex(State())

    func put(_ document: JSONValue, name: String = "gpu") { state.withLock { $0.claims[name] = document } }

    func remove(name: String = "gpu") { state.withLock { $0.claims[name] = nil } }

    func fail(_ failure: ClaimSourceError?) { state.withLock { $0.failure = failure } }

    /// Of one claim alone.
    func fail(_ failure: ClaimSourceError, name: String) { state.withLock { $0.failures[name] = failure } }

    func hold(_ gate: Gate, name: String = "gpu") { state.withLock { $0.gates[name] = gate } }

    var reads: Int { state.withLock(\.reads) }

    func document(of claim: ClaimReference) async throws(ClaimSourceError) -> JSONValue {
        let gate = state.withLock { state in
            state.reads += 1
            return state.gates[claim.name]
        }
        await gate?.pass()
        let (document, failure) = state.withLock { ($0.claims[claim.name], $0.failure ?? $0.failures[claim.name]) }
        if let failure { throw failure }
        guard let document else { throw .missing }
        return document
    }
}

/// Lets nobody through until it is opened.
final class Gate: Sendable {
    /// How many have come.
    let arrivals = Feed<Void>()
    private let (stream, opening) = AsyncStream.makeStream(of: Void.self)

    func pass() async {
        arrivals.put(())
        for await _ in stream {}
    }

    func open() { opening.finish() }
}

/// A disk under an agent that is killed, or whose disk fills up, at some step.
final class FailingDisk: ClaimStepping {
    enum Fault {
        /// Nothing is done any more.
        case kill
        /// Nothing can be written any more, and what is there can be removed.
        case full
    }

    private let disk: ClaimDisk
    private let fault: Fault
    private let left: Mutex<Int>

    init(_ places: ClaimPlaces, _ fault: Fault, after steps: Int) {
        disk = ClaimDisk(places)
        self.fault = fault
        left = Mutex(steps)
    }

    /// Whether a step was refused.
    var hasFailed: Bool { left.withLock { $0 < 0 } }

    func make(_ step: ClaimStep) throws(ClaimStepError) {
        let isWorking = left.withLock { left in
            guard left > 0 else {
                left = -1
                return false
            }
            left -= 1
            return true
        }
        guard isWorking || (fault == .full && !step.writes) else {
            throw .file(.file("/claims/x", .write, fault == .full ? .noSpace : .ioError))
        }
        try disk.make(step)
    }

    func readJournal() throws(ClaimStepError) -> ClaimJournal { try disk.readJournal() }
}

extension ClaimStep {
    fileprivate var writes: Bool {
        switch self {
        case .enter, .put, .link: true
        case .remove, .removeLinks, .removeMetadata, .strike: false
        }
    }
}

/// What a preparer told.
final class EventList: Sendable {
    private let events = Mutex<[ClaimEvent]>([])
    let feed = Feed<ClaimEvent>()

    func add(_ event: ClaimEvent) {
        events.withLock { $0.append(event) }
        feed.put(event)
    }

    var all: [ClaimEvent] { events.withLock(\.self) }
}
