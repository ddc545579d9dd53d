internal import Documents
internal import ResourceSlices

/// A slice as it shall be, before its pool's generation is decided.
struct DesiredSlice: Hashable {
    /// Its place in the pool, by which it is found again under another name.
    let index: Int
    let name: String
    let apiVersion: String
    let poolName: String
    let sliceCount: Int64
    /// Without `pool`.
    let spec: JSONValue

    static func all(of slices: [ResourceSlice], in version: APIVersion) -> [DesiredSlice] {
        slices.enumerated().map { index, slice in
            DesiredSlice(
                index: index, name: slice.name, apiVersion: version.groupVersion, poolName: slice.poolName,
                sliceCount: Int64(slices.count), spec: slice.spec(version))
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
        spec.setting("pool", SlicePool(name: poolName, generation: generation, sliceCount: sliceCount).json)
    }
}
