private import CDI
package import Documents
private import Hardware
private import ResourceSlices
private import SystemPackage

extension Configuration {
    /// The effective values under the keys of the file, so that the text of it can itself be a configuration.
    package var json: JSONValue {
        .object(known: [
            "candidates": ["include": Self.json(candidates.include), "exclude": Self.json(candidates.exclude)],
            "pciIDs": pciIDs.map { .string($0.string) },
            "cdi": [
                "kind": .string(cdiKind.description), "directory": .string(cdiDirectory.string),
                "removeOnStop": .bool(removesSpecsOnStop),
            ],
            "slices": .object(known: [
                "driver": .string(driver.description), "apiVersion": apiVersion.map { .string($0.rawValue) },
                "kubernetesVersion": kubernetesVersion.map { .string($0.description) },
            ]),
            "nodeName": nodeName.map { .string($0.description) },
            "physicalFunctionWithVFs": .string(physicalFunctionWithVFs.rawValue),
            "attachment": [
                "native": .bool(attachments.contains(.native)),
                "passthrough": .bool(attachments.contains(.passthrough)),
                "vfio": .string(vfio.rawValue),
            ],
            "sinks": .array(sinks.map(\.json)),
            "settle": ["quiet": .integer(settle.quiet.milliseconds), "limit": .integer(settle.limit.milliseconds)],
            "resync": .integer(resync.seconds),
            "log": ["level": .string(logLevel.rawValue), "format": .string(logFormat.rawValue)],
            "endpoint": endpoint.map { ["listen": .string($0.description)] },
            "state": stateDirectory.map { ["directory": .string($0.string)] },
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
