package import Hardware
package import Sysfs

/// What a recording has to hold of a host, so that its driver's user space is found again: names, links and loader names,
/// no contents.
package struct DriverEvidence: Hashable, Sendable {
    /// Below the host's root, without a leading slash; targets are relative.
    package private(set) var links: [String: String] = [:]
    package private(set) var files: [String: [UInt8]] = [:]

    package init(of driverFiles: DriverFiles, on host: HostRoot) {
        let root = DriverRoot(host, prefix: driverFiles.root ?? "")
        for library in driverFiles.libraries {
            let path = String(library.path.dropFirst(root.prefix.count))
            guard let object = root.sharedObject(path) else { continue }
            add(path, of: root, object.minimalFile)
            // Links by which programs, and we, find it: beside it and in the directories of the distribution.
            for directory in Set(LibraryDirectory.known + [path.directoryPart]) {
                for name in library.names + [path.lastPart] {
                    add(linksTo: path, from: "\(directory)/\(name)", of: root)
                }
            }
        }
        for file in driverFiles.files {
            add(String(file.path.dropFirst(root.prefix.count)), of: root, [])
            for path in DriverPrograms.places(of: file.containerPath) {
                add(linksTo: String(file.path.dropFirst(root.prefix.count)), from: path, of: root)
            }
        }
        addCache(of: driverFiles, in: root)
    }

    private mutating func add(_ path: String, of root: DriverRoot, _ content: [UInt8]) {
        files[String((root.prefix + path).dropFirst())] = content
    }

    private mutating func add(linksTo target: String, from path: String, of root: DriverRoot) {
        var passed: [(path: String, target: String)] = []
        guard root.resolve(path, passing: { passed.append(($0, $1)) }) == target else { return }
        for (path, target) in passed {
            let place = root.prefix + path
            links[String(place.dropFirst())] =
                target.hasPrefix("/") ? (root.prefix + target).relative(to: place.directoryPart) : target
        }
    }

    /// The entries that lead to the driver, where nothing but the cache does.
    private mutating func addCache(of driverFiles: DriverFiles, in root: DriverRoot) {
        guard let cache = root.bytes(LoaderCache.path).flatMap(LoaderCache.init) else { return }
        let names = Set(driverFiles.libraries.flatMap(\.names))
        let entries = cache.entries.filter { names.contains($0.name) }
        if !entries.isEmpty { add(LoaderCache.path, of: root, LoaderCache(entries: entries).file) }
    }
}

extension String {
    /// Both absolute.
    fileprivate func relative(to directory: String) -> String {
        let target = split(separator: "/")
        let start = directory.split(separator: "/")
        let common = zip(target, start).prefix { $0 == $1 }.count
        return (start.dropFirst(common).map { _ in ".." } + target.dropFirst(common)).joined(separator: "/")
    }
}
