private import Glibc
package import SystemPackage

/// The names of a directory's entries, without `.` and `..`, in no order: in one buffer, because of a function's sixty
/// files a survey wants to know of each whether it is there.
package struct EntryNames: Sendable {
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    private struct Entry {
        let name: Range<Int>
        let isRegular: Bool
    }

    init() {}

    /// Takes records of getdents64(2): a length of 16 bits in byte 16, a type in byte 18, and behind it a name that ends
    /// with a zero.
    mutating func append(records: UnsafeRawBufferPointer) {
        bytes.reserveCapacity(bytes.count + records.count)
        var start = 0
        while records.count - start > 19 {
            let length = unsafe Int(records.loadUnaligned(fromByteOffset: start + 16, as: UInt16.self))
            let rest = unsafe records[(start + 19)..<(start + length)]
            let name = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix { $0 != 0 })
            if unsafe !Self.isOwn(name) {
                let isRegular = unsafe records[start + 18] == UInt8(DT_REG)
                entries.append(Entry(name: bytes.count..<bytes.count + name.count, isRegular: isRegular))
                unsafe bytes.append(contentsOf: name)
            }
            start += length
        }
    }

    /// `.` and `..`.
    private static func isOwn(_ name: UnsafeRawBufferPointer) -> Bool {
        unsafe name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
    }

    package var count: Int { entries.count }

    package func contains(_ name: String) -> Bool { entry(name) != nil }

    /// Whether a file of that name was a regular one when it was listed. Not every file system says that of its files.
    package func isRegular(_ name: String) -> Bool { entry(name)?.isRegular ?? false }

    private func entry(_ name: String) -> Entry? {
        let (name, bytes) = (name.utf8.span, bytes.span)
        return entries.first { $0.name.count == name.count && bytes.extracting($0.name).isEqual(to: name) }
    }

    /// Those that begin so, whole.
    package func beginning(with prefix: String) -> [String] {
        let (prefix, bytes) = (prefix.utf8.span, bytes.span)
        return entries.filter { bytes.extracting($0.name).starts(with: prefix) }.map(text)
    }

    /// All of them, as they are: names need not be text.
    package var components: [FilePath.Component] {
        entries.compactMap { entry in
            FilePath.Component(platformString: bytes[entry.name].map { CChar(bitPattern: $0) } + [0])
        }
    }

    private func text(_ entry: Entry) -> String { String(decoding: bytes[entry.name], as: UTF8.self) }
}

extension EntryNames: Sequence {
    package func makeIterator() -> some IteratorProtocol<String> {
        entries.lazy.map { String(decoding: bytes[$0.name], as: UTF8.self) }.makeIterator()
    }
}

extension EntryNames: ExpressibleByArrayLiteral {
    package init(arrayLiteral names: String...) {
        for name in names {
            entries.append(Entry(name: bytes.count..<bytes.count + name.utf8.count, isRegular: false))
            bytes.append(contentsOf: name.utf8)
        }
    }
}
