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

    func spec(generation: Int64) -> JSONValue {
        var pool = pool
        pool.generation = generation
        return spec.setting("pool", pool.json)
    }
}
