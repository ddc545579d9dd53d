package import CDI
package import Documents
package import Hardware

/// The inventory as others program against it; names of members never change their meaning. What is unknown is absent.
extension Inventory {
    /// Takes the kind of the CDI spec that the configuration has, and the version of the program. `shown` leaves out all
    /// other devices; names are those of the whole inventory.
    package func document(kind: CDIKind, version: String, shown: [Accelerator]? = nil) -> LongDocument {
        let names = CDINames(self)
        return LongDocument(known: [
            "apiVersion": .value("apus.dev/v1"),
            "kind": .value("Inventory"),
            "apusVersion": .value(.string(version)),
            "host": .value(hostDocument),
            "devices": .elements(
                (shown ?? accelerators).lazy.map { $0.document(cdiNames: names.qualified(of: $0, kind: kind)) }),
            "omissions": .elements(omissions.lazy.map(\.document)),
            "driverFiles": driverFiles.map { .value($0.document) },
        ])
    }
}

extension Inventory {
    var hostDocument: JSONValue {
        .object(known: [
            "name": host.name.map { .string($0) },
            "kernelRelease": host.kernelRelease.map { .string($0) },
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
