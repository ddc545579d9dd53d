import Glibc

/// Files and links below one directory; directories are made as they are needed.
struct DirectoryTree {
    let root: String
    private var made: Set<String> = []

    init(root: String) { self.root = root }

    mutating func makeDirectory(_ path: String) throws(HostWriteError) {
        guard !made.contains(path) else { return }
        if let parent = Self.parent(of: path) {
            try makeDirectory(parent)
        } else {
            try make("")
        }
        try make(path)
        made.insert(path)
    }

    mutating func write(_ value: HostValue, to path: String) throws(HostWriteError) {
        if let parent = Self.parent(of: path) { try makeDirectory(parent) }
        switch value {
        case .text(let text): try write(Array(text.utf8), to: path)
        case .binary(let bytes): try write(bytes, to: path)
        case .link(let target):
            guard symlink(target, full(path)) == 0 else { throw HostWriteError(path: full(path), code: errno) }
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(HostWriteError) {
        let descriptor = open(full(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw HostWriteError(path: full(path), code: errno) }
        defer { close(descriptor) }
        // A short write means a full disk: regular files take all or fail.
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw HostWriteError(path: full(path), code: errno)
        }
    }

    private func make(_ path: String) throws(HostWriteError) {
        guard mkdir(full(path), 0o755) == 0 || errno == EEXIST else {
            throw HostWriteError(path: full(path), code: errno)
        }
    }

    private func full(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

    private static func parent(of path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
