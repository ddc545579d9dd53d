internal import Files
package import Hardware
private import Synchronization
package import Sysfs

/// Remembers which files a driver has for as long as the directories that they are in, and its loaded module, stay as they
/// are.
package final class DriverFilesMemory: Sendable {
    private let memory = Mutex<Remembered?>(nil)

    private struct Remembered {
        let root: String?
        let module: String?
        let files: DriverFiles?
        /// Of all that was looked at and would show another driver.
        let versions: [String: FileVersion]
        let places: Set<String>
    }

    package init() {}

    /// As `NVIDIADriverFiles` finds them.
    package func find(on host: HostRoot, root: String?, module: String?) -> DriverFiles? {
        memory.withLock { memory in
            if let memory, memory.root == root, memory.module == module,
                Self.versions(of: memory.places, on: host) == memory.versions
            {
                return memory.files
            }
            // Looked at before the search: a change in the course of it shows the next time.
            let known = NVIDIADriverFiles.places(below: NVIDIADriver.roots(root))
            var versions = Self.versions(of: known, on: host)
            let files = NVIDIADriverFiles(host, root: root).find(module: module)
            let found = Set(files?.paths.map(\.directoryPart) ?? []).subtracting(known)
            versions.merge(Self.versions(of: found, on: host)) { first, _ in first }
            memory = Remembered(
                root: root, module: module, files: files, versions: versions, places: known.union(found))
            return files
        }
    }

    private static func versions(of places: Set<String>, on host: HostRoot) -> [String: FileVersion] {
        Dictionary(uniqueKeysWithValues: places.compactMap { place in host.version(of: place).map { (place, $0) } })
    }
}

extension DriverFiles {
    fileprivate var paths: [String] { libraries.map(\.path) + files.map(\.path) }
}
