package import CDI

extension SpecPublisher {
    /// The files of others that keep runtimes from injecting devices of the spec, by path. Nothing is done about them:
    /// they are for a person to sort out.
    package func conflicts(with spec: Spec) -> [SpecConflict] {
        let (directories, priority) = rankedDirectories
        var conflicts: [SpecConflict] = []
        for (rank, directory) in directories.enumerated() {
            let isOwn = rank == priority
            // What cannot be listed here, runtimes most likely cannot list either.
            let files = (try? directory.files { !isOwn || $0 != kind.fileName }) ?? []
            let claims = files.map { ($0.path, Set($0.reading.spec?.names ?? [])) }
            var definitions: [QualifiedName: Int] = [:]
            for (_, names) in claims { for name in names { definitions[name, default: isOwn ? 1 : 0] += 1 } }
            for (file, names) in claims {
                let names = spec.names.filter(names.contains)
                // Twice in one directory is refused whatever directories of higher priority say.
                let refused = names.filter { definitions[$0, default: 0] > 1 }
                let shadowed = rank > priority ? names.filter { definitions[$0] == 1 } : []
                if !refused.isEmpty { conflicts.append(SpecConflict(file: file, names: refused, effect: .refused)) }
                if !shadowed.isEmpty { conflicts.append(SpecConflict(file: file, names: shadowed, effect: .shadowed)) }
            }
        }
        return conflicts.sorted { $0.file < $1.file }
    }

    /// The directories that runtimes read, with the place of this one. One that is not among the usual was added to the
    /// runtime's configuration, where the last has priority.
    private var rankedDirectories: ([SpecDirectory], Int) {
        // Directories that cannot be compared are taken for different ones.
        if let rank = readDirectories.lastIndex(where: { (try? $0.isSame(as: directory)) == true }) {
            return (readDirectories, rank)
        }
        return (readDirectories + [directory], readDirectories.count)
    }
}
