package import Files
private import Hardware
internal import SystemPackage

/// An open directory of a host. What it reads is relative to the directory itself, so a device that is replaced under
/// the same name is never mixed up with it.
package struct HostDirectory: ~Copyable {
    private let descriptor: Descriptor
    /// Absent on this machine.
    private let confinement: ConfinedRoot?

    init(_ descriptor: consuming Descriptor, confinedTo confinement: ConfinedRoot?) {
        self.descriptor = descriptor
        self.confinement = confinement
    }

    /// A directory below this one; nil where it cannot be opened.
    package func subdirectory(_ path: String) -> HostDirectory? {
        guard let opened = try? open(path) else { return nil }
        return HostDirectory(opened, confinedTo: confinement)
    }

    private func open(_ path: String) throws(Errno) -> Descriptor {
        guard let confinement else { return try Descriptor(path, in: descriptor, .readOnly, .directory) }
        return try confinement.directory(path, in: descriptor)
    }

    /// The entries without `.` and `..`, in no order.
    package func names() -> EntryNames { (try? descriptor.names()) ?? [] }

    /// The entries of a directory below this one.
    package func names(of path: String) -> EntryNames { (try? open(path).names(isFresh: true)) ?? [] }

    /// A file's content without the blanks around it; nil where it is absent, unreadable or empty.
    package func text(_ path: String) -> String? {
        guard let file = try? file(path) else { return nil }
        return file.attribute()
    }

    /// The same for a file that these names, of this directory, list.
    func text(_ name: String, listedIn names: EntryNames) -> String? {
        guard let confinement else { return text(name) }
        guard let file = try? confinement.file(name, in: descriptor, isRegular: names.isRegular(name)) else {
            return nil
        }
        return file.attribute()
    }

    /// The same, where it matters why a file cannot be opened; one that cannot be read reads as empty.
    func attribute(_ name: String, listedIn names: EntryNames = []) throws(Errno) -> String {
        guard let confinement else { return try file(name).attribute() ?? "" }
        return try confinement.file(name, in: descriptor, isRegular: names.isRegular(name)).attribute() ?? ""
    }

    /// A file's bytes; nil where it is absent, unreadable or over a mebibyte. A device that dies in the course of it
    /// answers with ENODEV or EIO, which is as good as absent.
    package func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? file(path) else { return nil }
        return try? file.content(limit: Descriptor.largestAttribute)
    }

    private func file(_ path: String) throws(Errno) -> Descriptor {
        guard let confinement else { return try Descriptor(path, in: descriptor) }
        return try confinement.file(path, in: descriptor)
    }

    package func link(_ path: String) -> String? {
        guard let confinement else { return try? descriptor.link(path) }
        return try? confinement.link(path, in: descriptor)
    }

    package func exists(_ path: String) -> Bool { type(of: path) != nil }

    package func isDirectory(_ path: String) -> Bool { type(of: path) == .directory }

    private func type(of path: String) -> FileType? {
        guard let confinement else {
            return try? descriptor.status(of: path, followingLinks: true).type
        }
        return try? confinement.status(of: path, in: descriptor).type
    }

    /// A file that holds one decimal number.
    package func integer(_ path: String) -> Int? { text(path).flatMap { Int(attribute: $0) } }
}

extension Int {
    /// Decimal digits, perhaps behind a minus sign.
    init?(attribute text: String) {
        let number = text.hasPrefix("-") ? Int(decimalDigits: text.dropFirst()).map { -$0 } : Int(decimalDigits: text)
        guard let number else { return nil }
        self = number
    }
}

extension Descriptor {
    /// No attribute that we read is longer; a longer file is somebody's mistake.
    static let largestAttribute = 1 << 20

    /// sysfs gives out at most a page at a time.
    private static let page = 4096

    /// An attribute's content without the blanks around it; nil where it is unreadable or empty. The kernel fills the page
    /// where it has more to say than that.
    borrowing func attribute() -> String? {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.page, alignment: 1) { buffer in
            guard let count = try? unsafe read(into: buffer), count > 0 else { return nil }
            if count < Self.page { return unsafe Self.trimmed(buffer[..<count]) }
            guard let rest = try? content(limit: Self.largestAttribute) else { return nil }
            return unsafe Self.trimmed(Array(buffer) + rest)
        }
    }

    /// The same for files that do not keep to pages, as those of /proc.
    borrowing func text() -> String? {
        (try? content(limit: Self.largestAttribute)).flatMap { Self.trimmed($0) }
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String? {
        let content = bytes.drop(while: isBlank)
        guard let last = content.lastIndex(where: { !isBlank($0) }) else { return nil }
        return String(decoding: content[...last], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte) || byte == 0
    }
}
