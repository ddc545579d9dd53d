internal import Documents
internal import ResourceSlices

/// A slice as it shall be, before its pool's generation is decided.
struct DesiredSlice: Hashable {
    /// Its place in the pool, by which it is found again under another name.
    let index: Int
    let name: String
    let apiVersion: String
    let pool: SlicePool
    let spec: JSONValue

    init(index: Int, name: String, apiVersion: String, pool: SlicePool, spec: JSONValue) {
        self.index = index
        self.name = name
        self.apiVersion = apiVersion
        self.pool = pool
        self.spec = spec
    }

    static func all(of slices: [ResourceSlice], in version: APIVersion) -> [DesiredSlice] {
        let documents = PoolSnapshot(slices, generation: 0).documents(version)
        return zip(slices, documents).enumerated().map { index, pair in
            DesiredSlice(
                index: index, name: pair.0.name, apiVersion: version.groupVersion,
                pool: SlicePool(name: pair.0.poolName, generation: 0, sliceCount: Int64(slices.count)),
                spec: pair.1["spec"] ?? [:])
        }
    }

    var driver: String { spec["driver"]?.text ?? "" }

    var nodeName: String { spec["nodeName"]?.text ?? "" }

    /// For a name that the server completes. It takes 58 characters of it, and refuses more than a name may have.
    var namePrefix: String {
        var kept = Array(name.utf8.prefix(57))
        while let last = kept.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + "-"
    }

    func spec(generation: Int64) -> JSONValue {
        var pool = pool
        pool.generation = generation
        return spec.setting("pool", pool.json)
    }
}
