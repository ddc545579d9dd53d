private import CLinux
private import Glibc
package import SystemPackage

/// Owns an open file or directory. Opening it never waits, not even for a pipe, and no program that is started later
/// inherits it.
package struct Descriptor: ~Copyable, Sendable {
    package let raw: Int32

    /// Takes over a descriptor that is open.
    init(owning raw: Int32) { self.raw = raw }

    deinit { close(raw) }

    package typealias Access = FileDescriptor.AccessMode
    package typealias Options = FileDescriptor.OpenOptions

    package init(
        _ path: FilePath, _ access: Access = .readOnly, _ options: Options = [],
        permissions: FilePermissions = .ownerReadWrite
    ) throws(Errno) {
        let flags = Self.flags(access, options)
        raw = try retrying {
            unsafe path.withPlatformString { unsafe openat(AT_FDCWD, $0, flags, permissions.rawValue) }
        }
    }

    /// Opens a path that begins in a directory.
    package init(
        _ path: String, in directory: borrowing Descriptor, _ access: Access = .readOnly, _ options: Options = [],
        permissions: FilePermissions = .ownerReadWrite
    ) throws(Errno) {
        let flags = Self.flags(access, options)
        let directory = directory.raw
        raw = try retrying { unsafe openat(directory, path, flags, permissions.rawValue) }
    }

    private static func flags(_ access: Access, _ options: Options) -> Int32 {
        access.rawValue | options.rawValue | O_NONBLOCK | O_CLOEXEC
    }

    package func status() throws(Errno) -> Stat { try Stat(FileDescriptor(rawValue: raw)) }

    /// What a path that begins in this directory stands for.
    package func status(of path: String, followingLinks: Bool = false) throws(Errno) -> Stat {
        var status = stat()
        try retrying { unsafe fstatat(raw, path, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW) }
        return Stat(rawValue: status)
    }

    /// Where a link leads whose path begins in this directory.
    package func link(_ path: String) throws(Errno) -> String { try Self.link(path, from: raw) }

    package static func link(_ path: FilePath) throws(Errno) -> String { try link(path.string, from: AT_FDCWD) }

    private static func link(_ path: String, from directory: Int32) throws(Errno) -> String {
        try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer throws(Errno) in
            guard let start = buffer.baseAddress else { throw .noMemory }
            let length = try retrying { unsafe readlinkat(directory, path, start, buffer.count) }
            guard length < buffer.count else { throw .fileNameTooLong }
            return unsafe String(
                decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<length]), as: UTF8.self)
        }
    }

    /// What a regular file holds; `.fileTooLarge` where that is more than `limit` bytes. A directory, a pipe or a device
    /// is not read.
    package func regularContent(limit: Int = .max) throws(Errno) -> [UInt8] {
        let status = try status()
        switch status.type {
        case .regular where status.size > limit: throw .fileTooLarge
        case .regular: return try content(limit: limit)
        case .directory: throw .isDirectory
        default: throw .notSupported
        }
    }

    /// All that can be read, from where reading has come to; `.fileTooLarge` where that is more than `limit` bytes. It
    /// waits for a pipe's writer, if there is one.
    package func content(limit: Int = .max) throws(Errno) -> [UInt8] {
        var content: [UInt8] = []
        while content.count <= limit {
            // Twice as much each time: a large file takes few calls, a small one little memory.
            let piece = try piece(upTo: min(max(4096, content.count), 1 << 20))
            if piece.isEmpty { return content }
            content += piece
        }
        throw .fileTooLarge
    }

    /// The next bytes; none at the end. It waits for a pipe's writer, if there is one.
    package func piece(upTo size: Int) throws(Errno) -> [UInt8] {
        while true {
            do throws(Errno) {
                return try pieceAtOnce(upTo: size)
            } catch .resourceTemporarilyUnavailable {
                var request = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
                try retrying { unsafe poll(&request, 1, -1) }
            }
        }
    }

    private func pieceAtOnce(upTo size: Int) throws(Errno) -> [UInt8] {
        try unsafe Self.piece(upTo: size) { buffer throws(Errno) in try unsafe read(into: buffer) }
    }

    /// Reads once, from a place in a file; nothing is left behind its end.
    package func piece(at offset: UInt64, upTo size: Int) throws(Errno) -> [UInt8] {
        try unsafe Self.piece(upTo: size) { buffer throws(Errno) in
            try retrying { unsafe pread(raw, buffer.baseAddress, buffer.count, off_t(clamping: offset)) }
        }
    }

    private static func piece(
        upTo size: Int, _ read: (UnsafeMutableRawBufferPointer) throws(Errno) -> Int
    ) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            do throws(Errno) {
                count = try unsafe read(UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return piece
    }

    /// Reads once and does not wait; returns how many bytes came.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try retrying { unsafe Glibc.read(raw, buffer.baseAddress, buffer.count) }
    }

    /// Writes all bytes.
    package func write(_ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try retrying {
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(raw, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The names of a directory's entries. The descriptor stays its owner's, which `fdopendir` would not allow.
    ///
    /// `isFresh` says that nobody has asked the descriptor before.
    package func names(isFresh: Bool = false) throws(Errno) -> EntryNames {
        var names = EntryNames()
        if !isFresh { lseek(raw, 0, SEEK_SET) }
        try unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 15, alignment: 8) { buffer throws(Errno) in
            while true {
                let count = try retrying { unsafe linux_getdents64(raw, buffer.baseAddress, buffer.count) }
                guard count > 0 else { return }
                unsafe names.append(records: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return names
    }
}

/// Makes a system call again for as long as signals interrupt it; any other failure is thrown.
@discardableResult
package func retrying<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let error = Errno(rawValue: errno)
        if error != .interrupted { throw error }
    }
}
