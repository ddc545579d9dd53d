private import Glibc
internal import SystemPackage

/// What stands at a path whose directory is known.
enum Lookup: Hashable, Sendable {
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
