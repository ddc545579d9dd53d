/// `/etc/ld.so.cache`: the libraries that a host's dynamic loader finds by name, in the order of its preference.
/// (glibc, sysdeps/generic/dl-cache.h: the format `glibc-ld.so.cache1.1`, alone or behind an old `ld.so-1.7.0` table.)
package struct LoaderCache: Hashable, Sendable {
    static let path = "/etc/ld.so.cache"

    package var entries: [Entry]

    package struct Entry: Hashable, Sendable {
        package let name: String
        package let path: String
        package let machine: SharedObject.Machine

        package init(name: String, path: String, machine: SharedObject.Machine) {
            self.name = name
            self.path = path
            self.machine = machine
        }
    }

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// Nil where the file is no such cache. Entries that lead outside of it, or are for other machines, are left out.
    package init?(_ bytes: [UInt8]) {
        guard let start = Self.start(in: ByteReader(bytes)) else { return nil }
        let content = Array(bytes[start...])
        // The byte order's mark, where the writer was new enough to leave one: 3 is big-endian.
        let reader = ByteReader(content, isBigEndian: content.count > 28 && content[28] & 3 == 3)
        guard let count = reader.number(UInt32.self, at: 20) else { return nil }
        let room = max(0, content.count - Self.headerSize) / Self.entrySize
        entries = (0..<min(Int(count), room)).compactMap { index in
            let entry = Self.headerSize + index * Self.entrySize
            guard let flags = reader.number(UInt32.self, at: entry), let machine = Self.machine(flags),
                let name = reader.number(UInt32.self, at: entry + 4).flatMap({ reader.text(at: Int($0)) }),
                let path = reader.number(UInt32.self, at: entry + 8).flatMap({ reader.text(at: Int($0)) })
            else { return nil }
            return Entry(name: name, path: path, machine: machine)
        }
    }

    /// The directories of the libraries of a name, each once.
    package func directories(of isWanted: (String) -> Bool) -> [String] {
        var seen: Set<String> = []
        return entries.filter { isWanted($0.name) }.compactMap { entry in
            guard let slash = entry.path.lastIndex(of: "/") else { return nil }
            let directory = slash == entry.path.startIndex ? "/" : String(entry.path[..<slash])
            return seen.insert(directory).inserted ? directory : nil
        }
    }

    private static let magic = Array("glibc-ld.so.cache1.1".utf8)
    private static let oldMagic = Array("ld.so-1.7.0".utf8)
    private static let headerSize = 48
    private static let entrySize = 24

    private static func start(in reader: ByteReader) -> Int? {
        if reader.matches(magic, at: 0) { return 0 }
        guard reader.matches(oldMagic, at: 0), let count = reader.number(UInt32.self, at: 12) else { return nil }
        let start = (16 + Int(count) * 12 + 7) / 8 * 8
        return reader.matches(magic, at: start) ? start : nil
    }

    private static func machine(_ flags: UInt32) -> SharedObject.Machine? {
        switch flags & 0xff00 {
        case 0x0300: .x86_64
        case 0x0a00: .aarch64
        default: nil
        }
    }

    /// A cache with these entries: what a recording keeps of a host's.
    package var file: [UInt8] {
        var file = ByteWriter()
        var strings = ByteWriter()
        let stringsStart = Self.headerSize + entries.count * Self.entrySize
        func offset(of text: String) -> UInt32 {
            defer { strings.bytes(Array(text.utf8) + [0]) }
            return UInt32(stringsStart + strings.content.count)
        }
        var table = ByteWriter()
        for entry in entries {
            table.number(UInt32(entry.machine == .x86_64 ? 0x0303 : 0x0a03))
            table.number(offset(of: entry.name))
            table.number(offset(of: entry.path))
            table.number(UInt32(0))
            table.number(UInt64(0))
        }
        file.bytes(Self.magic)
        file.number(UInt32(entries.count))
        file.number(UInt32(strings.content.count))
        file.number(UInt32(2))
        file.bytes([UInt8](repeating: 0, count: Self.headerSize - 32))
        file.bytes(table.content)
        file.bytes(strings.content)
        return file.content
    }
}
