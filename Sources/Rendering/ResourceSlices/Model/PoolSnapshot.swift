package import Documents

/// One state of a pool, complete in itself: all of its slices and the generation by which consumers tell it from others.
package struct PoolSnapshot: Hashable, Sendable {
    /// In the order of their names, which is the order in which schedulers try them.
    package let slices: [ResourceSlice]
    /// Consumers look at the slices of the highest generation only.
    package let generation: Int64

    /// The generation must not be negative.
    package init(_ slices: [ResourceSlice], generation: Int64) {
        precondition(generation >= 0, "\(generation) is no generation")
        self.slices = slices
        self.generation = generation
    }

    /// nil where there is no slice.
    package var name: String? { slices.first?.poolName }

    package var deviceCount: Int { slices.reduce(0) { $0 + $1.devices.count } }

    /// The slices as an API version writes them.
    package func documents(_ version: APIVersion) -> [JSONValue] { slices.map { document(of: $0, version) } }

    /// One of its slices.
    package func document(of slice: ResourceSlice, _ version: APIVersion) -> JSONValue {
        SliceEncoder(version).document(
            slice, pool: SlicePool(name: slice.poolName, generation: generation, sliceCount: Int64(slices.count)))
    }

    /// The slices as one document that `kubectl apply` takes.
    package func list(_ version: APIVersion) -> JSONValue {
        ["apiVersion": "v1", "kind": "List", "items": .array(documents(version))]
    }

    /// The slices as the list that the API server itself answers with.
    package func resourceSliceList(_ version: APIVersion) -> JSONValue {
        [
            "apiVersion": .string(version.groupVersion), "kind": "ResourceSliceList", "metadata": [:],
            "items": .array(documents(version)),
        ]
    }
}

extension ResourceSlice {
    /// `spec` as an API version writes it, but for `pool`: what counts where the generation is yet to be decided.
    package func spec(_ version: APIVersion) -> JSONValue { SliceEncoder(version).spec(self, pool: nil) }
}

/// `spec.pool` of a slice.
package struct SlicePool: Hashable, Sendable {
    package var name: String
    package var generation: Int64
    /// With fewer slices in sight a pool counts as incomplete and is skipped.
    package var sliceCount: Int64

    package init(name: String, generation: Int64, sliceCount: Int64) {
        self.name = name
        self.generation = generation
        self.sliceCount = sliceCount
    }

    package var json: JSONValue {
        [
            "name": .string(name), "generation": .integer(generation), "resourceSliceCount": .integer(sliceCount),
        ]
    }
}
