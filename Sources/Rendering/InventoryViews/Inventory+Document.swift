package import Documents
package import Hardware

/// The inventory as others program against it; names of members never change their meaning. What is unknown is absent.
extension Inventory {
    package var document: JSONValue {
        .object(known: [
            "apiVersion": "apus.dev/v1",
            "kind": "Inventory",
            "host": .object(known: [
                "name": host.name.map { .string($0) },
                "kernelRelease": host.kernelRelease.map { .string($0) },
            ]),
            "devices": .array(accelerators.map(\.document)),
            "omissions": .array(omissions.map(\.document)),
            "driverFiles": driverFiles?.document,
        ])
    }
}

extension Omission {
    fileprivate var document: JSONValue {
        .object(known: ["address": address.map { .string($0.description) }, "what": .string(what), "why": .string(why)])
    }
}

extension DriverFiles {
    fileprivate var document: JSONValue {
        .object(known: [
            "root": root.map { .string($0) },
            "version": .string(version),
            "libraries": .array(
                libraries.map { library in
                    [
                        "path": .string(library.path), "names": .array(library.names.map { .string($0) }),
                        "roles": library.roles.document,
                    ]
                }),
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path), "containerPath": .string(file.containerPath),
                        "roles": file.roles.document,
                    ]
                }),
        ])
    }
}

extension Set<DriverFiles.Role> {
    fileprivate var document: JSONValue { .array(map(\.rawValue).sorted().map { .string($0) }) }
}
