/// Which devices a runtime can inject, given the files of its spec directories.
package struct SpecIndex: Hashable, Sendable {
    /// Those that resolve, by name.
    package let devices: [Device]
    /// Those that two files of one directory define, which makes them unresolvable; by name.
    package let conflicts: [Conflict]
    /// Files that runtimes refuse. They lose their own devices and harm no other.
    package let refused: [SpecFile]

    /// A name that resolves, and the file it comes from.
    package struct Device: Hashable, Sendable {
        package let name: CDIDeviceName
        package let file: String
        /// Files of earlier directories that define it in vain.
        package let shadowed: [String]
    }

    /// A name that does not resolve, and the files that define it.
    package struct Conflict: Hashable, Sendable {
        package let name: CDIDeviceName
        package let files: [String]
    }

    /// Takes the files of each directory, the directory of lowest priority first: `/etc/cdi`, then `/var/run/cdi`.
    ///
    /// A later directory wins. A conflict in any directory makes the device unresolvable, even where a later directory
    /// defines it once more: the reference library forgets conflicting names only at the end of its scan.
    package init(directories: [[SpecFile]]) {
        var definitions: [CDIDeviceName: [(priority: Int, file: String)]] = [:]
        for (priority, files) in directories.enumerated() {
            for file in files.sorted(by: { $0.path < $1.path }) {
                for name in file.reading.spec?.names ?? [] {
                    definitions[name, default: []].append((priority, file.path))
                }
            }
        }
        var devices: [Device] = []
        var conflicts: [Conflict] = []
        for (name, places) in definitions {
            let files = places.map(\.file)
            guard Set(places.map(\.priority)).count == places.count, let winner = files.last else {
                conflicts.append(Conflict(name: name, files: files))
                continue
            }
            devices.append(Device(name: name, file: winner, shadowed: files.dropLast()))
        }
        self.devices = devices.sorted { $0.name < $1.name }
        self.conflicts = conflicts.sorted { $0.name < $1.name }
        refused = directories.joined().filter { $0.reading.spec == nil }.sorted { $0.path < $1.path }
    }
}
