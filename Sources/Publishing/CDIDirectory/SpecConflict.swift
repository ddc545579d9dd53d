package import CDI

/// A file beside the agent's that keeps runtimes from injecting what the agent's spec says.
package struct SpecConflict: Hashable, Sendable {
    package let file: String
    /// In the order of the spec, or of the file where they are stale; none of a file that was not read.
    package let names: [CDIDeviceName]
    package let effect: Effect

    package enum Effect: Hashable, Sendable {
        /// Runtimes find the name twice where neither has priority, and refuse it.
        case refused
        /// Runtimes take the other file's device.
        case shadowed
        /// The names are of the agent's kind and not in its spec: runtimes inject what once was.
        case stale
        /// The file is too large to be looked into.
        case unread
    }

    package init(file: String, names: [CDIDeviceName], effect: Effect) {
        self.file = file
        self.names = names
        self.effect = effect
    }
}

extension SpecConflict: CustomStringConvertible {
    package var description: String {
        let names = Self.list(names)
        return switch effect {
        case .refused:
            "The file \(file) also defines \(names), so that container runtimes inject neither. Remove that file or set "
                + "cdi.kind to another kind."
        case .shadowed:
            "The file \(file) also defines \(names), and container runtimes prefer it. Remove that file or set cdi.kind "
                + "to another kind."
        case .stale:
            "The file \(file) defines \(names), which this machine's spec of that kind does not have, and container "
                + "runtimes inject them as they were. Remove that file or set cdi.kind to another kind."
        case .unread:
            "The file \(file) has more than \(CDIDirectory.largestFile >> 20) MiB and is not read, so whether it defines "
                + "devices of this machine is unknown. Remove that file."
        }
    }

    private static func list(_ names: [CDIDeviceName]) -> String {
        let first = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(first) and \(names.count - 3) more" : first
    }
}

extension CDIDirectory {
    /// The files besides that of the kind that keep runtimes from injecting devices as the spec says, by path; nil is the
    /// spec of a machine that offers nothing. Nothing is done about them: they are for a person to sort out.
    package func conflicts(
        with spec: CDISpec?, of kind: CDIKind, readBy readDirectories: [CDIDirectory] = standard
    ) -> [SpecConflict] {
        let (directories, priority) = ranked(among: readDirectories)
        var conflicts: [SpecConflict] = []
        for (rank, directory) in directories.enumerated() {
            let isOwn = rank == priority
            // What cannot be listed here, runtimes most likely cannot list either.
            let files = (try? directory.files { !isOwn || $0 != kind.fileName }) ?? []
            // Other kinds' devices have other names.
            let claims = files.compactMap { file in
                file.reading.spec.flatMap { $0.kind == kind ? (file.path, $0.names) : nil }
            }
            conflicts += files.filter(\.reading.isUnread).map {
                SpecConflict(file: $0.path, names: [], effect: .unread)
            }
            // Mostly nobody else writes of the kind.
            if claims.isEmpty { continue }
            let own = spec?.names ?? []
            let ownNames = Set(own)
            var definitions: [CDIDeviceName: Int] = [:]
            for (_, names) in claims { for name in Set(names) { definitions[name, default: isOwn ? 1 : 0] += 1 } }
            for (file, fileNames) in claims {
                let names = own.filter(Set(fileNames).contains)
                // Twice in one directory is refused whatever directories of higher priority say.
                let refused = names.filter { definitions[$0, default: 0] > 1 }
                let shadowed = rank > priority ? names.filter { definitions[$0] == 1 } : []
                let stale = fileNames.filter { !ownNames.contains($0) }
                conflicts += [
                    SpecConflict(file: file, names: refused, effect: .refused),
                    SpecConflict(file: file, names: shadowed, effect: .shadowed),
                    SpecConflict(file: file, names: stale, effect: .stale),
                ].filter { !$0.names.isEmpty }
            }
        }
        return conflicts.sorted { $0.file < $1.file }
    }

    /// The directories that runtimes read, with the place of this one. One that is not among the usual was added to the
    /// runtime's configuration, where the last has priority.
    private func ranked(among directories: [CDIDirectory]) -> ([CDIDirectory], Int) {
        // Directories that cannot be compared are taken for different ones.
        if let rank = directories.lastIndex(where: { (try? $0.isSame(as: self)) == true }) {
            return (directories, rank)
        }
        return (directories + [self], directories.count)
    }
}
