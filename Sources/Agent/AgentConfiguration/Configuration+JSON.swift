private import CDI
package import Documents
private import Hardware
private import ResourceSlices

extension Configuration {
    /// The effective values under the keys of the file, so that the text of it can itself be a configuration.
    package var json: JSONValue {
        .object(known: [
            "candidates": ["include": Self.json(candidates.include), "exclude": Self.json(candidates.exclude)],
            "cdi": ["kind": .string(cdiKind.description)],
            "slices": ["driver": .string(driver.description)],
            "nodeName": nodeName.map { .string($0.description) },
            "physicalFunctionWithVFs": .string(physicalFunctionWithVFs.rawValue),
            "attachment": [
                "native": .bool(attachments.contains(.native)),
                "passthrough": .bool(attachments.contains(.passthrough)),
                "vfio": .string(vfio.rawValue),
            ],
        ])
    }

    private static func json(_ rules: CandidateRules) -> JSONValue {
        [
            "classes": .array(rules.classes.map { .string($0.description) }),
            "ids": .array(rules.ids.map { .string($0.description) }),
            "addresses": .array(rules.addresses.map { .string($0.description) }),
        ]
    }
}
