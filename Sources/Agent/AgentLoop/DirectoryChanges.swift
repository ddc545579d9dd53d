import CDI
package import DirectoryWatch
package import Logging
package import SystemPackage

/// Nodes that udev does not announce, and what others do to CDI files.
package struct DirectoryChanges: ChangeSource {
    private let specs: [FilePath]
    private let devices: [WatchedDirectory]
    private let logger: Logger

    /// `specs` are directories of CDI files: what happens there concerns the files alone, not the devices.
    package init(specs: [FilePath], devices: [WatchedDirectory] = Self.nodes(), logger: Logger) {
        self.specs = specs
        self.devices = devices
        self.logger = logger
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
        // Not temporary files: the agent's own would make it look again at what it has just done, or could not do.
        let files = specs.map { WatchedDirectory($0, of: .files, names: .suffixed(SpecFile.suffixes)) }
        let watch = DirectoryWatch(files + devices)
        try await watch.run {
            inbox.listening()
        } unwatched: { path, error in
            logger.warning("What happens in \(path) is noticed by the resync only: \(error)")
        } report: { change in
            switch change {
            case .changed(let path) where specs.contains(path): inbox.specDirectoryChanged()
            case .changed: inbox.changed("directory")
            case .overrun: inbox.overran()
            }
        }
    }
}
