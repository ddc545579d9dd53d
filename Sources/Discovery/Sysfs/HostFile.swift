private import Glibc

/// The system calls behind all reading of a host: those that umockdev redirects, and no others.
enum HostFile {
    /// No attribute that we read is longer; a longer file is somebody's mistake.
    private static let largest = 1 << 20

    /// sysfs gives out at most a page at a time.
    private static let page = 4096

    /// A file's content without the blanks around it; nil where it is absent, unreadable or empty.
    static func text(at directory: Int32, _ path: String) -> String? {
        let descriptor = unsafe openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: page) { buffer in
            let count = unsafe read(descriptor, buffer.baseAddress, page)
            guard count > 0 else { return nil }
            // Attributes end here: the kernel fills the page if it has more to say. Files of /proc do not keep to that.
            if count < page, path.utf8.first != UInt8(ascii: "/") { return unsafe trimmed(buffer[..<count]) }
            return unsafe rest(of: descriptor, after: Array(buffer[..<count])).flatMap { trimmed($0[...]) }
        }
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String? {
        let content = bytes.drop(while: isBlank)
        guard let last = content.lastIndex(where: { !isBlank($0) }) else { return nil }
        return String(decoding: content[...last], as: UTF8.self)
    }

    /// A file's bytes; nil where it is absent, unreadable or over a mebibyte. A device that dies meanwhile answers
    /// with ENODEV or EIO, which is as good as absent.
    static func bytes(at directory: Int32, _ path: String) -> [UInt8]? {
        let descriptor = unsafe openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return rest(of: descriptor, after: [])
    }

    private static func rest(of descriptor: Int32, after start: [UInt8]) -> [UInt8]? {
        var content = start
        while content.count <= largest {
            let wanted = max(page, content.count)
            var failed = false
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let got = unsafe read(descriptor, buffer.baseAddress, wanted)
                failed = got < 0
                count = max(0, got)
            }
            if failed {
                if errno == EINTR { continue }
                return nil
            }
            if chunk.isEmpty { return content }
            content += chunk
        }
        return nil
    }

    static func link(at directory: Int32, _ path: String) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let length = unsafe readlinkat(directory, path, base, buffer.count)
            guard length > 0, length < buffer.count else { return nil }
            return unsafe String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// What a path leads to; nil where it leads nowhere.
    static func kind(at directory: Int32, _ path: String) -> Kind? {
        var status = stat()
        guard unsafe fstatat(directory, path, &status, 0) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFCHR: return .characterDevice(DeviceNumber(encoded: UInt64(status.st_rdev)))
        default: return .other
        }
    }

    enum Kind: Equatable { case directory, characterDevice(DeviceNumber), other }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte) || byte == 0
    }
}
