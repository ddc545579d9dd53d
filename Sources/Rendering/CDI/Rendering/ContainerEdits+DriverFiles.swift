package import Hardware

extension ContainerEdits {
    /// Gives a container the driver's files for these roles without a hook: each library bound, read-only, onto the
    /// names that programs load it by, in the directories that loaders search by themselves.
    ///
    /// Never `LD_LIBRARY_PATH`: a CDI spec would replace what the image sets.
    package init(driverFiles: DriverFiles, roles: Set<DriverFiles.Role>) {
        var mounts: [Mount] = []
        for library in driverFiles.libraries where !library.roles.isDisjoint(with: roles) {
            for directory in Self.libraryDirectories(driverFiles.triplet) {
                mounts += library.names.map { Mount(readOnly: library.path, at: "\(directory)/\($0)") }
            }
        }
        for file in driverFiles.files where !file.roles.isDisjoint(with: roles) {
            mounts.append(Mount(readOnly: file.path, at: file.containerPath))
        }
        guard !mounts.isEmpty else {
            self.init()
            return
        }
        // So that a runtime hook of NVIDIA's does not inject a second time.
        var env = ["NVIDIA_VISIBLE_DEVICES=void"]
        // Triton would ask `ldconfig -p`, which does not know of bound files.
        if roles.contains(.compute) { env.append("TRITON_LIBCUDA_PATH=\(Self.redHat)") }
        self.init(env: env, mounts: mounts)
    }

    /// Searched by the loaders of Fedora's family and of SUSE.
    private static let redHat = "/usr/lib64"

    /// Debian's family searches the triplet's directory first, so that an image's own, older file does not win.
    private static func libraryDirectories(_ triplet: String) -> [String] {
        [redHat, "/usr/lib", "/usr/lib/\(triplet)"]
    }
}

extension ContainerEdits.Mount {
    init(readOnly path: String, at containerPath: String) {
        self.init(
            hostPath: path, containerPath: containerPath, options: ["ro", "nosuid", "nodev", "rbind", "rprivate"])
    }
}
