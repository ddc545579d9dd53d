internal import Documents

/// `spec.pool` as it stands in an object.
struct SlicePool: Hashable {
    var name: String
    var generation: Int64
    var sliceCount: Int64

    init(name: String, generation: Int64, sliceCount: Int64) {
        self.name = name
        self.generation = generation
        self.sliceCount = sliceCount
    }

    init?(_ value: JSONValue) {
        guard let name = value["name"]?.text else { return nil }
        self.name = name
        generation = value["generation"]?.number ?? 0
        sliceCount = value["resourceSliceCount"]?.number ?? 0
    }

    var json: JSONValue {
        [
            "name": .string(name), "generation": .integer(generation), "resourceSliceCount": .integer(sliceCount),
        ]
    }
}
