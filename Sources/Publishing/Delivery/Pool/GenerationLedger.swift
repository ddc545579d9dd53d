internal import Documents
package import Files
private import Hardware
internal import ResourceSlices

/// The generations of all pools that were ever published from here, as the state directory keeps them.
struct GenerationLedger: Hashable {
    /// No pool's generation was ever above, as far as it stands in no record.
    private let floor: Int64
    private var records: [PoolKey: PoolRecord] = [:]

    init(floor: Int64 = 0) { self.floor = floor }

    subscript(key: PoolKey) -> PoolRecord? {
        get { records[key] }
        set { records[key] = newValue }
    }

    func generation(of key: PoolKey, for slices: [String: Fingerprint]) -> Int64 {
        records[key].map { $0.generation(for: slices) } ?? floor + 1
    }
}

extension GenerationLedger {
    private static let format: Int64 = 1
    /// Far from where adding one would overflow.
    private static let generations: ClosedRange<Int64> = 0...(.max / 2)

    /// Returns nil for anything but what `text` gives.
    init?(_ bytes: [UInt8]) {
        // Whatever is wrong with it comes to the same.
        guard let document = try? YAMLNode.parse(bytes), document["format"]?.integer == Self.format,
            let floor = document["floor"]?.integer, Self.generations.contains(floor),
            let pools = document["pools"]?.sequence
        else { return nil }
        self.floor = floor
        for pool in pools {
            guard let driver = pool["driver"]?.string, let name = pool["pool"]?.string,
                let record = PoolRecord(pool), Self.generations.contains(record.generation)
            else { return nil }
            records[PoolKey(driver: driver, pool: name)] = record
        }
    }

    var text: String {
        let pools = records.sorted { ($0.key.driver, $0.key.pool) < ($1.key.driver, $1.key.pool) }
        return JSONValue.object([
            JSONValue.Member("format", .integer(Self.format)),
            JSONValue.Member("floor", .integer(floor)),
            JSONValue.Member("pools", .array(pools.map { $0.value.json($0.key) })),
        ]).jsonText
    }
}

extension PoolRecord {
    fileprivate init?(_ node: YAMLNode) {
        guard let generation = node["generation"]?.integer, let entries = node["slices"]?.mapping else { return nil }
        var slices: [String: Fingerprint] = [:]
        for entry in entries {
            guard let text = entry.value.string else { return nil }
            slices[entry.name] = Fingerprint(text: text)
        }
        self.init(generation: generation, slices: slices)
    }

    fileprivate func json(_ key: PoolKey) -> JSONValue {
        let slices = slices.sorted { $0.key < $1.key }
        return [
            "driver": .string(key.driver), "pool": .string(key.pool), "generation": .integer(generation),
            "slices": .object(slices.map { JSONValue.Member($0.key, .string($0.value.description)) }),
        ]
    }
}

/// Where the generations of pools survive restarts: a `StateFile`, outside of tests.
package protocol GenerationStore: Sendable {
    /// What was written last; nil where nothing ever was.
    func read() throws(StateError) -> [UInt8]?

    /// Replaces what was written before, as a whole or not at all. It has reached the disk when this returns.
    func write(_ content: [UInt8]) throws(StateError)
}

extension StateFile: GenerationStore {}

/// By what consumers tell pools apart. The version in which slices are written is no part of it: a server shows the same
/// pool in all versions.
struct PoolKey: Hashable {
    let driver: String
    let pool: String

    init(driver: String, pool: String) {
        self.driver = driver
        self.pool = pool
    }

    init(_ slice: ResourceSlice) {
        self.init(driver: slice.driver.description, pool: slice.poolName)
    }
}

/// What was published of a pool last.
struct PoolRecord: Hashable {
    let generation: Int64
    /// By name of the slice.
    let slices: [String: Fingerprint]

    /// Rises with every change, so that a consumer can tell by it alone which of two states is the newer one, and that
    /// it missed none.
    func generation(for slices: [String: Fingerprint]) -> Int64 {
        slices == self.slices ? generation : generation + 1
    }
}

/// What tells two contents of a slice apart without keeping them: a 64-bit FNV-1a hash of its document.
struct Fingerprint: Hashable, CustomStringConvertible {
    /// 16 hexadecimal digits.
    let description: String

    /// The generation counts as content, so the document should have the same one each time.
    init(_ document: JSONValue) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in document.compactJSONBytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        description = hexadecimal(hash, digits: 16)
    }

    /// Reads what another run has written.
    init(text: String) { description = text }
}
