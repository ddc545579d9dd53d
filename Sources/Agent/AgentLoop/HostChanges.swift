package import CDI
package import Delivery
package import HostEvents
package import SystemPackage

/// The announcements of the kernel, or of udev where it runs.
package struct UdevChanges: ChangeSource {
    package init() {}

    package let name = "Device events"

    package func run(_ inbox: Inbox) async throws {
        // Made anew each time: udevd may have come since.
        try await UdevMonitor().run {
            inbox.listening()
        } report: { notification in
            switch notification {
            case .event(let subsystem): inbox.changed(subsystem)
            case .overrun: inbox.overran()
            }
        }
    }
}

/// Nodes that udev does not announce, and what others do to CDI files.
package struct DirectoryChanges: ChangeSource {
    private let specs: [FilePath]
    private let claims: CDIKind?
    private let devices: [WatchedDirectory]
    private let observer: any AgentObserver

    /// `specs` are directories of CDI files: changes there concern the files alone, not the devices. Those that are there
    /// for a device of the kind `claims` are the agent's own: one comes and goes with each pod.
    package init(
        specs: [FilePath], besides claims: CDIKind? = nil, devices: [WatchedDirectory] = Self.nodes(),
        observer: any AgentObserver
    ) {
        self.specs = specs
        self.claims = claims
        self.devices = devices
        self.observer = observer
    }

    /// NVIDIA's nodes are made by programs, and the kernel knows nothing of it.
    package static func nodes(below dev: FilePath = "/dev") -> [WatchedDirectory] {
        [
            WatchedDirectory(dev, of: .nodes, names: .prefixed("nvidia")),
            WatchedDirectory(dev.appending("nvidia-caps"), of: .nodes),
            WatchedDirectory(dev.appending("nvidia-caps-imex-channels"), of: .nodes),
        ]
    }

    package var name: String { "changes below \((specs + devices.map(\.path)).map(\.string).joined(separator: ", "))" }

    package func run(_ inbox: Inbox) async throws {
        // Not temporary files: the agent's own would make it survey again for its own doings.
        let files = specs.map {
            WatchedDirectory(
                $0, of: .files, names: .suffixed(SpecFile.suffixes, butNotPrefixed: claims?.transientPrefix))
        }
        let watch = DirectoryWatch(files + devices)
        try await watch.run {
            inbox.listening()
        } unwatched: { path, error in
            observer.observe(.directoryUnwatched(path, "\(error)"))
        } report: { change in
            switch change {
            case .changed(let path) where specs.contains(path): inbox.specDirectoryChanged()
            case .changed: inbox.changed("directory")
            case .overrun: inbox.overran()
            }
        }
    }
}

/// A sink that keeps files: what somebody does to them is noticed and put right.
package struct WatchedSink: SliceSink {
    private let sink: any SliceSink
    private let directory: WatchedDirectory
    private let observer: any AgentObserver

    /// Of the files in the directory, those count whose names end with one of the suffixes: temporary ones must not.
    package init(_ sink: any SliceSink, keeping directory: FilePath, suffixes: [String], observer: any AgentObserver) {
        self.sink = sink
        self.directory = WatchedDirectory(directory, of: .files, names: .suffixed(suffixes))
        self.observer = observer
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        try await sink.publish(publication)
    }

    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        do {
            try await DirectoryWatch([directory]).run {
            } unwatched: { path, error in
                observer.observe(.sinkUnwatched(path, "\(error)"))
            } report: { _ in
                notice(.changedOutside)
            }
        } catch {
            observer.observe(.sinkUnwatched(directory.path, "\(error)"))
        }
    }

    package func close() async { await sink.close() }
}
