internal import Documents

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
