internal import CDI
internal import Sysfs

/// Whether runtimes inject what this machine offers now, whatever files lie in their directories.
struct CDIChecks {
    private let host: HostRoot
    private let spec: CDISpec?
    private let kind: CDIKind
    private let directory: String
    private let directories: [[SpecFile]]
    private(set) var findings: [Finding] = []

    /// Takes the spec that a fresh survey gives, nil of a machine that offers nothing, and more directories, which
    /// runtimes are configured to read.
    init(_ host: HostRoot, spec: CDISpec?, kind: CDIKind, directory: String, others: [String]) {
        self.host = host
        self.spec = spec
        self.kind = kind
        let own = Self.canonical(directory)
        self.directory = own
        var paths = ["/etc/cdi", "/run/cdi"]
        for path in (others + [own]).map(Self.canonical) where !paths.contains(path) { paths.append(path) }
        directories = paths.map { Self.files(in: $0, host) }
        findings = Self.unreadable(paths, in: host) + ownFile + conflicts + stale + refused + nodes
    }

    /// `/var/run` is a link to `/run` wherever systemd is.
    static func canonical(_ path: String) -> String {
        path.hasPrefix("/var/run/") ? String(path.dropFirst(4)) : path
    }

    private static func files(in path: String, _ host: HostRoot) -> [SpecFile] {
        guard let directory = host.directory(path) else { return [] }
        return directory.names().filter(SpecFile.isSpecName).sorted().compactMap { name in
            guard !directory.isDirectory(name) else { return nil }
            let reading =
                directory.bytes(name).map { SpecReading($0) }
                ?? SpecReading(fault: "The file cannot be read.", verdict: .unread)
            return SpecFile(path: "\(path)/\(name)", reading: reading)
        }
    }

    private static func unreadable(_ paths: [String], in host: HostRoot) -> [Finding] {
        paths.filter { host.exists($0) && host.directory($0) == nil }.map { path in
            host.isMachine
                ? Finding(
                    "cdi-directory", .unknown, "\(path) cannot be read, or is no directory.", remedy: "ls -ld \(path)")
                : Finding("cdi-directory", .unknown, "\(path) cannot be read, or is no directory.")
        }
    }

    private var ownPath: String { "\(directory)/\(kind.fileName)" }

    private var writing: String { "sudo apus cdi --output-dir \(directory)" }

    private var ownFile: [Finding] {
        let file = directories.joined().first { $0.path == ownPath }
        switch (spec, file) {
        case (nil, nil): return [Finding("cdi-spec", .ok, "Nothing is offered, and \(ownPath) is not there.")]
        case (nil, _?):
            return [Finding("cdi-spec", .failure, "\(ownPath) names devices, and nothing is offered.", remedy: writing)]
        case (_?, nil):
            return [
                Finding(
                    "cdi-spec", .failure, "\(ownPath) is not there, so that runtimes inject nothing of this machine.",
                    remedy: writing)
            ]
        case (let spec?, let file?):
            if file.reading.isUnread {
                return [Finding("cdi-spec", .unknown, "\(ownPath) cannot be read.", remedy: "ls -l \(ownPath)")]
            }
            guard file.reading.spec?.withoutLinks == spec else {
                return [
                    Finding(
                        "cdi-spec", .failure, "\(ownPath) is not what this machine offers now.", remedy: writing)
                ]
            }
            return [Finding("cdi-spec", .ok, "\(ownPath) is what this machine offers now.")]
        }
    }

    private var conflicts: [Finding] {
        let index = SpecIndex(directories: directories)
        let own = Set(spec?.names ?? [])
        let refused = index.conflicts.filter { own.contains($0.name) || $0.name.kind == kind }
        let shadowed = index.devices.filter {
            own.contains($0.name) && $0.file != ownPath && $0.shadowed.contains(ownPath)
        }
        let strangers = index.conflicts.filter { $0.name.kind != kind }
        return Self.byFile(refused.map { ($0.name, $0.files.first { $0 != ownPath } ?? $0.files[0]) }).map {
            file, names in
            Finding(
                "cdi-conflict", .failure, "\(file) defines \(names) a second time, so that runtimes inject neither.",
                remedy: "sudo rm \(file)")
        }
            + Self.byFile(shadowed.map { ($0.name, $0.file) }).map { file, names in
                Finding(
                    "cdi-shadowed", .failure, "\(file) also defines \(names), and runtimes prefer it.",
                    remedy: "sudo rm \(file)")
            }
            + Self.byFile(strangers.map { ($0.name, $0.files[0]) }).map { file, names in
                Finding(
                    "cdi-conflict-of-others", .warning,
                    "\(names) of \(file) are defined twice; runtimes inject neither.")
            }
    }

    /// Files of the own kind that name devices as they were: a runtime that finds a name there injects the wrong card.
    private var stale: [Finding] {
        let own = Set(spec?.names ?? [])
        return directories.joined().filter { $0.path != ownPath }.compactMap { file in
            guard let found = file.reading.spec, found.kind == kind else { return nil }
            let names = found.names.filter { !own.contains($0) }
            guard !names.isEmpty else { return nil }
            return Finding(
                "cdi-stale", .failure,
                "\(file.path) defines \(Self.list(names)), which this machine does not have, and runtimes inject them as they were.",
                remedy: "sudo rm \(file.path)")
        }
    }

    private var refused: [Finding] {
        directories.joined().filter { $0.reading.spec == nil && $0.path != ownPath }.map { file in
            file.reading.isUnread
                ? Finding("cdi-file", .unknown, "\(file.path) cannot be read.", remedy: "ls -l \(file.path)")
                : Finding(
                    "cdi-file", .warning, "\(file.path) is no valid spec, so that its devices are lost.",
                    remedy: "apus cdi validate \(file.path)")
        }
    }

    /// A container whose device has a node or a mount that the host lacks is not made.
    private var nodes: [Finding] {
        directories.joined().compactMap { file in
            guard let spec = file.reading.spec else { return nil }
            let edits = [spec.edits] + spec.devices.map(\.edits)
            let wanted = edits.flatMap(\.deviceNodes).filter { $0.major == nil || $0.type == nil }.map {
                $0.hostPath ?? $0.path
            }
            let missing = Self.unique(
                wanted.filter { !host.hasNode($0) }
                    + edits.flatMap(\.mounts).map(\.hostPath).filter { !host.exists($0) })
            guard let first = missing.first else { return nil }
            let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
            return Finding(
                "cdi-nodes", spec.kind == kind ? .failure : .warning,
                "\(file.path) gives containers \(first)\(more), which this host does not have; such a container is not made.",
                remedy: file.path == ownPath ? writing : nil)
        }
    }

    private static func unique(_ paths: [String]) -> [String] {
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }

    private static func byFile(_ names: [(CDIDeviceName, String)]) -> [(String, String)] {
        var files: [(file: String, names: [CDIDeviceName])] = []
        for (name, file) in names {
            if let index = files.firstIndex(where: { $0.file == file }) {
                files[index].names.append(name)
            } else {
                files.append((file, [name]))
            }
        }
        return files.map { ($0.file, list($0.names)) }
    }

    private static func list(_ names: [CDIDeviceName]) -> String {
        let first = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(first) and \(names.count - 3) more" : first
    }
}
