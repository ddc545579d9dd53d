package import Documents

extension ResourceSlice {
    /// The object as an API version writes it. Empty keys are left out.
    package func json(_ version: APIVersion) -> JSONValue {
        let form = SliceForm(version)
        return .object(known: [
            "apiVersion": .string(version.groupVersion),
            "kind": "ResourceSlice",
            "metadata": ["name": .string(name)],
            "spec": .object(known: [
                "driver": .string(driver.description),
                "pool": [
                    "name": .string(pool.name),
                    "generation": .integer(pool.generation),
                    "resourceSliceCount": .integer(pool.resourceSliceCount),
                ],
                "nodeName": .string(nodeName.description),
                "sharedCounters": sharedCounters.isEmpty ? nil : .array(sharedCounters.map(form.counterSet)),
                "devices": form.devices(of: self),
            ]),
        ])
    }

    /// Slices as one document that `kubectl apply` takes.
    package static func list(_ slices: [ResourceSlice], _ version: APIVersion) -> JSONValue {
        ["apiVersion": "v1", "kind": "List", "items": .array(slices.map { $0.json(version) })]
    }

    /// Slices as the list that the API server itself answers with.
    package static func resourceSliceList(_ slices: [ResourceSlice], _ version: APIVersion) -> JSONValue {
        [
            "apiVersion": .string(version.groupVersion), "kind": "ResourceSliceList", "metadata": [:],
            "items": .array(slices.map { $0.json(version) }),
        ]
    }
}
