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

    init(_ slice: ResourceSlice, index: Int, version: APIVersion) {
        self.init(
            index: index, name: slice.name, apiVersion: version.groupVersion,
            pool: SlicePool(
                name: slice.pool.name, generation: slice.pool.generation, sliceCount: slice.pool.resourceSliceCount),
            spec: slice.json(version)["spec"] ?? [:])
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
