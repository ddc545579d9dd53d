internal import SystemPackage

/// What is watched, and what events say about it.
struct WatchState: ~Copyable {
    /// What is to be said after a look.
    struct Findings {
        var changes: [DirectoryChange] = []
        var unwatched: [(FilePath, Errno)] = []
    }

    private let directories: [WatchedDirectory]
    private var attachments: [WatchAttachment]
    private var uses: [Int32: WatchUse] = [:]

    init(_ directories: [WatchedDirectory]) {
        self.directories = directories
        attachments = directories.map { _ in WatchAttachment() }
    }

    /// Finds all directories and watches them.
    mutating func attach(by inotify: borrowing Inotify) -> Findings {
        attach(by: inotify, changed: [])
    }

    /// Takes events in, and finds directories again that they tell of.
    mutating func take(_ events: [InotifyEvent], by inotify: borrowing Inotify) -> Findings {
        var changed: Set<Int> = []
        // On whose way something happened.
        var astray: Set<Int> = []
        var isOverrun = false
        for event in events {
            guard !event.kinds.contains(.overrun) else {
                isOverrun = true
                continue
            }
            // Of watches that were removed meanwhile, events may still come.
            guard let use = uses[event.watch] else { continue }
            guard let name = event.name else {
                astray.formUnion(use.all)
                continue
            }
            if !event.kinds.isDisjoint(with: [.names, .attributes]) { astray.formUnion(use.steps[name] ?? []) }
            changed.formUnion(use.contents.filter { Self.concerns(directories[$0], event.kinds, name) })
        }
        guard isOverrun || !astray.isEmpty else { return Findings(changes: reports(of: changed)) }
        // One that was away and is back again looks as before, but whoever looked meanwhile saw nothing there.
        var findings = attach(by: inotify, changed: changed.union(astray.filter { !attachments[$0].isMissing }))
        if isOverrun { findings.changes = [.overrun] }
        return findings
    }

    private mutating func attach(by inotify: borrowing Inotify, changed: Set<Int>) -> Findings {
        let before = attachments
        var walk = PathWalk()
        attachments = directories.indices.map { walk.attach(directories[$0], index: $0, by: inotify) }
        for watch in uses.keys where walk.uses[watch] == nil { inotify.remove(watch) }
        uses = walk.uses
        let moved = directories.indices.filter { attachments[$0] != before[$0] }
        let unwatched = moved.compactMap { index -> (FilePath, Errno)? in
            guard let failure = attachments[index].failure, failure != before[index].failure else { return nil }
            return (directories[index].path, failure)
        }
        return Findings(changes: reports(of: changed.union(moved)), unwatched: unwatched)
    }

    /// In the order of the directories, and each once.
    private func reports(of changed: Set<Int>) -> [DirectoryChange] {
        var seen: Set<FilePath> = []
        return changed.sorted().map { directories[$0].path }.filter { seen.insert($0).inserted }.map { .changed($0) }
    }

    private static func concerns(
        _ directory: WatchedDirectory, _ kinds: InotifyEvent.Kinds, _ name: FilePath.Component
    ) -> Bool {
        // Another directory's wishes may have brought the event.
        if directory.content == .nodes, kinds.isDisjoint(with: [.names, .attributes]) { return false }
        return switch directory.names {
        case .all: true
        case .prefixed(let prefix): name.string.utf8.starts(with: prefix.utf8)
        case .suffixed(let suffixes, let prefix):
            suffixes.contains { name.string.utf8.reversed().starts(with: $0.utf8.reversed()) }
                && prefix.map { !name.string.utf8.starts(with: $0.utf8) } ?? true
        }
    }
}

/// How it stands with one directory.
struct WatchAttachment: Hashable, Sendable {
    /// The watch on the directory; nil where there is none, or it cannot be watched.
    var watch: Int32?
    /// Why the directory, or one above it, cannot be watched or read.
    var failure: Errno?

    var isMissing: Bool { self == WatchAttachment() }
}

/// What one watch is good for. Directories are known by their index.
struct WatchUse: Hashable, Sendable {
    /// The entries on the way to directories.
    var steps: [FilePath.Component: Set<Int>] = [:]
    /// The directories that it watches itself.
    var contents: Set<Int> = []

    var all: Set<Int> { steps.values.reduce(contents) { $0.union($1) } }
}
