private import Files
private import Glibc
private import Sysfs
private import SystemPackage

/// A directory into which a recording is laid out as a host.
///
/// Nothing is ever written through a symbolic link, and every link stays inside: a recording from a stranger cannot
/// reach the machine that reads it.
struct HostTree {
    private let root: String
    /// Directories that are known to be there. Bytes, because strings are equal when they look the same: a link could
    /// pass for a directory whose name has its accents composed differently.
    private var made: Set<[UInt8]> = [[]]

    init(root: String) {
        self.root = root
    }

    /// Makes a directory and those above it; `path` is below the root, without a leading slash.
    mutating func makeDirectory(_ path: String) throws(RecordingError) {
        guard !made.contains(Array(path.utf8)) else { return }
        try makeParent(of: path)
        if unsafe mkdir("\(root)/\(path)", 0o755) != 0, errno != EEXIST { throw failure(path) }
        var status = stat()
        guard unsafe lstat("\(root)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .unwritable(path: path, reason: "the recording has something else than a directory there")
        }
        made.insert(Array(path.utf8))
    }

    mutating func write(_ bytes: [UInt8], to path: String) throws(RecordingError) {
        try makeParent(of: path)
        do {
            let file = try Descriptor(
                FilePath("\(root)/\(path)"), .writeOnly, [.create, .truncate, .noFollow],
                permissions: FilePermissions(rawValue: 0o644))
            try file.write(bytes)
        } catch {
            throw .unwritable(path: "\(root)/\(path)", reason: error.description)
        }
    }

    /// Makes a link, unless something is there already.
    mutating func link(_ path: String, to target: String) throws(RecordingError) {
        guard staysInside(target, from: path) else {
            throw .unwritable(path: path, reason: "its target \(target) lies outside the host")
        }
        try makeParent(of: path)
        if unsafe symlink(target, "\(root)/\(path)") != 0, errno != EEXIST { throw failure(path) }
    }

    private mutating func makeParent(of path: String) throws(RecordingError) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
        try makeDirectory(String(path[..<slash]))
    }

    /// As the parents of a link are real directories, leading `..` are what they look like; later ones may not be.
    private func staysInside(_ target: String, from path: String) -> Bool {
        guard let first = target.utf8.first, first != UInt8(ascii: "/") else { return false }
        let parts = target.pathComponents
        let ups = parts.prefix { $0 == ".." }.count
        return ups < path.pathComponents.count && !parts.dropFirst(ups).contains("..")
    }

    private func failure(_ path: String) -> RecordingError {
        .unwritable(path: "\(root)/\(path)", reason: unsafe String(cString: strerror(errno)))
    }
}
