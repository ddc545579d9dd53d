private import Files
internal import Sysfs

/// Where a driver's user space may be: this host itself, or the file system of a container that installed it. Paths are
/// those below the root, and so are the targets of its links.
struct DriverRoot {
    private let host: HostRoot
    /// Empty for the host itself.
    let prefix: String

    init(_ host: HostRoot, prefix: String) {
        self.host = host
        self.prefix = prefix
    }

    var isContainer: Bool { !prefix.isEmpty }

    /// Files of a directory whose names begin as libraries' do; nil where there is no directory.
    func libraries(in directory: String) -> [String]? {
        host.directory(prefix + directory)?.names().beginning(with: "lib")
    }

    func names(in directory: String) -> [String] { host.directory(prefix + directory)?.names().map(\.self) ?? [] }

    func bytes(_ path: String) -> [UInt8]? { host.directory(prefix + path.directoryPart)?.bytes(path.lastPart) }

    /// What a library's file says of it.
    func sharedObject(_ path: String) -> SharedObject? {
        host.reading(prefix + path) { read in SharedObject(read) } ?? nil
    }

    /// The file or directory that a path leads to, over any links, which `passing` is told; nil where it leads nowhere.
    func resolve(_ path: String, passing: (_ link: String, _ target: String) -> Void = { _, _ in }) -> String? {
        var pending = path.split(separator: "/").map(String.init)[...]
        var resolved: [String] = []
        var links = 0
        while let part = pending.popFirst() {
            if part == "." { continue }
            if part == ".." {
                _ = resolved.popLast()
                continue
            }
            let place = "/" + (resolved + [part]).joined(separator: "/")
            guard let target = host.link(prefix + place) else {
                resolved.append(part)
                continue
            }
            passing(place, target)
            links += 1
            // As the kernel has it (ELOOP).
            guard links <= 40 else { return nil }
            if target.hasPrefix("/") { resolved = [] }
            pending = target.split(separator: "/").map(String.init) + pending
        }
        let result = "/" + resolved.joined(separator: "/")
        return host.exists(prefix + result) ? result : nil
    }
}

extension String {
    var lastPart: String { lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }

    /// `/` for a file in the root.
    var directoryPart: String {
        guard let slash = lastIndex(of: "/"), slash != startIndex else { return "/" }
        return String(self[..<slash])
    }
}
