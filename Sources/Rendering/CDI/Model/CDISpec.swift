/// One CDI file: a kind and the devices of that kind.
package struct CDISpec: Hashable, Sendable {
    /// The version that the file declares.
    package var version: CDIVersion
    package var kind: CDIKind
    package var annotations: [String: String]
    package var devices: [Device]
    /// Applied once when any device of the file is injected.
    package var edits: ContainerEdits

    /// Without a version, the spec declares the lowest that carries its content: older runtimes refuse files that
    /// declare more than they know.
    package init(
        version: CDIVersion? = nil, kind: CDIKind, annotations: [String: String] = [:], devices: [Device],
        edits: ContainerEdits = ContainerEdits()
    ) {
        self.version = .base
        self.kind = kind
        self.annotations = annotations
        self.devices = devices
        self.edits = edits
        self.version = version ?? minimumVersion
    }

    /// What a container gets when it asks for `vendor/class=name`.
    package struct Device: Hashable, Sendable {
        package var name: String
        package var annotations: [String: String]
        package var edits: ContainerEdits

        package init(name: String, annotations: [String: String] = [:], edits: ContainerEdits) {
            self.name = name
            self.annotations = annotations
            self.edits = edits
        }
    }
}

extension CDISpec {
    /// The qualified names of its devices, in the order of the file.
    package var names: [CDIDeviceName] {
        devices.compactMap { device in
            // Devices of a spec that was read or rendered have valid names.
            try? CDIDeviceName(kind: kind, device: device.name)
        }
    }

    /// What the file of a static spec is called: `apus.dev-gpu.json`.
    package var fileName: String { kind.fileName }
}

extension CDIKind {
    /// `vendor-class.json`, as the reference library names the file of a kind.
    package var fileName: String { "\(vendor)-\(deviceClass).json" }

    /// `vendor-class_id.json`, as the library names the file of a spec that goes away with what it was made for.
    package func fileName(for id: String) -> String { "\(transientPrefix)\(id).json" }

    /// What the names of such files begin with, and the file of the kind does not.
    package var transientPrefix: String { "\(vendor)-\(deviceClass)_" }
}
