package import Hardware
package import Sysfs

/// Finds the user space of NVIDIA's driver on a host, as any distribution or driver container has installed it.
///
/// Directories that are known come first, the host's loader cache only where none of them has the driver.
package struct NVIDIADriverFiles {
    private let roots: [DriverRoot]

    /// `root` is where a person says that the driver is.
    package init(_ host: HostRoot, root: String? = nil) {
        roots = NVIDIADriver.roots(root).map { DriverRoot(host, prefix: $0) }
    }

    /// All that shows another driver when it changes: directories in which libraries, programs or configuration come and
    /// go, and files that lead to them.
    static func places(below roots: [String]) -> Set<String> {
        let places =
            LibraryDirectory.known + DriverPrograms.directories
            + [DriverManifest.path, LoaderCache.path, LibraryDirectory.versions, "/etc/alternatives"]
        return Set(roots.flatMap { root in places.map { root + $0 } })
    }

    /// Directories of a host in which a driver is installed, and the beginnings of names that show it.
    package static let watched: [(directory: String, prefix: String)] =
        LibraryDirectory.known.map { ($0, "libnvidia-") }
        + [(LoaderCache.path.directoryPart, LoaderCache.path.lastPart), ("/run/nvidia/validations", "")]

    /// The installation that fits the loaded module, else the first; nil where there is none.
    package func find(module: String?) -> DriverFiles? {
        var first: DriverFiles?
        for root in roots {
            guard let files = Installation(root, module: module)?.files() else { continue }
            if files.version == module { return files }
            first = first ?? files
        }
        return first
    }
}

/// One driver below one root.
private struct Installation {
    private let root: DriverRoot
    private let version: String
    private let directories: [LibraryDirectory]

    init?(_ root: DriverRoot, module: String?) {
        self.root = root
        let known = Self.directories(LibraryDirectory.all(in: root), in: root)
        let all = known.isEmpty ? Self.directories(Self.cached(in: root), in: root) : known
        // A container that is still installing.
        guard !root.isContainer || all.contains(where: \.isComplete) else { return nil }
        let versions = all.map(\.version)
        guard let version = versions.first(where: { $0 == module }) ?? versions.first else { return nil }
        self.version = version
        directories = all.filter { $0.version == version }
    }

    /// Those that hold a driver, each once, whatever links lead to it.
    private static func directories(_ paths: [String], in root: DriverRoot) -> [LibraryDirectory] {
        var seen: Set<String> = []
        return paths.compactMap { path in
            guard let path = root.resolve(path), seen.insert(path).inserted else { return nil }
            return LibraryDirectory(path, in: root)
        }
    }

    private static func cached(in root: DriverRoot) -> [String] {
        guard let cache = root.bytes(LoaderCache.path).flatMap(LoaderCache.init) else { return [] }
        return cache.directories { name in NVIDIALibrary.landmarks.contains { name.hasPrefix("lib\($0).so") } }
    }

    func files() -> DriverFiles? {
        let manifest = DriverManifest(root.bytes(DriverManifest.path) ?? [])
        var machine: SharedObject.Machine?
        var libraries: [DriverFiles.Library] = []
        var names: Set<String> = []
        for directory in directories {
            for (fileName, library) in directory.libraries(of: version) {
                let roles = manifest.roles(of: fileName) ?? library.roles
                guard !roles.isEmpty, let path = root.resolve(directory.path + "/" + fileName),
                    let object = root.sharedObject(path), machine == nil || object.machine == machine
                else { continue }
                let own = [object.name ?? fileName]
                guard names.insert(own[0]).inserted else { continue }
                machine = object.machine
                libraries.append(
                    DriverFiles.Library(path: root.prefix + path, names: own + library.furtherNames, roles: roles))
            }
        }
        guard let machine else { return nil }
        return DriverFiles(
            root: root.isContainer ? root.prefix : nil, version: version, triplet: machine.triplet,
            libraries: libraries.sorted { $0.path < $1.path },
            files: DriverPrograms(root, beside: directories.map(\.path)).files())
    }
}
