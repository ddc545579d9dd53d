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
    package func documents(_ version: APIVersion) -> [JSONValue] {
        let encoder = SliceEncoder(version, generation: generation, sliceCount: slices.count)
        return slices.map(encoder.document)
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
