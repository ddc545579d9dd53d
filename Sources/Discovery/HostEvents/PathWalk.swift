private import Glibc
internal import SystemPackage

/// Follows paths as the kernel does, link by link, and watches every directory in which a name is looked up.
///
/// A directory is watched before a name is looked up in it. So whatever happens to a step after it was made is in the
/// queue of events, and the path is followed anew.
struct PathWalk: ~Copyable {
    private(set) var uses: [Int32: WatchUse] = [:]

    /// As the kernel has it.
    private static let mostLinks = 40

    /// Permissions matter as well: of a directory that may not be looked at nothing is known.
    private static let steps: InotifyEvent.Kinds = [.names, .attributes, .moved]

    mutating func attach(_ directory: WatchedDirectory, index: Int, by inotify: borrowing Inotify) -> WatchAttachment {
        var attachment = WatchAttachment()
        var place: FilePath = "/"
        var ahead = Self.backwards(directory.path)
        var links = 0
        while true {
            let kinds = ahead.isEmpty && directory.content == .files ? Self.steps.union(.written) : Self.steps
            let watch: Int32?
            do {
                watch = try inotify.add(place, kinds)
            } catch .noSuchFileOrDirectory, .notDirectory {
                return attachment
            } catch {
                // What is below it may be watched all the same.
                attachment.failure = attachment.failure ?? error
                watch = nil
            }
            guard let name = ahead.popLast() else {
                if let watch { uses[watch, default: WatchUse()].contents.insert(index) }
                attachment.watch = watch
                return attachment
            }
            guard name.kind == .regular else {
                if name.kind == .parentDirectory { place.removeLastComponent() }
                continue
            }
            if let watch { uses[watch, default: WatchUse()].steps[name, default: []].insert(index) }
            switch Lookup(place.appending(name)) {
            case .nothing: return attachment
            case .entry: place.append(name)
            case .link(let target) where links < Self.mostLinks:
                links += 1
                if target.isAbsolute { place = "/" }
                ahead += Self.backwards(target)
            case .link:
                attachment.failure = attachment.failure ?? .tooManySymbolicLinkLevels
                return attachment
            case .refused(let error):
                attachment.failure = attachment.failure ?? error
                return attachment
            }
        }
    }

    private static func backwards(_ path: FilePath) -> [FilePath.Component] { path.components.reversed() }
}

/// What stands at a path whose directory is known.
private enum Lookup: Hashable, Sendable {
    case nothing
    /// A directory or a file.
    case entry
    case link(to: FilePath)
    case refused(Errno)

    init(_ path: FilePath) {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe path.withPlatformString { unsafe readlink($0, &target, Int(PATH_MAX)) }
        guard count < 0 else {
            self = .link(to: FilePath(platformString: target))
            return
        }
        self =
            switch Errno(rawValue: errno) {
            case .invalidArgument: .entry
            case .noSuchFileOrDirectory, .notDirectory: .nothing
            case let error: .refused(error)
            }
    }
}
