private import Glibc
package import SystemPackage

/// The names of a directory's entries, without `.` and `..`, in no order: in one buffer, because of a function's sixty
/// files a survey wants to know of each whether it is there.
package struct EntryNames: Sendable {
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []
    private var areRegular: [Bool] = []

    init() {}

    /// Takes records of getdents64(2): a length of 16 bits in byte 16, a type in byte 18, and behind it a name that ends
    /// with a zero.
    mutating func append(entries: UnsafeRawBufferPointer) {
        var rest = unsafe entries[...]
        while unsafe rest.count > 19 {
            let length = unsafe Int(entries.loadUnaligned(fromByteOffset: rest.startIndex + 16, as: UInt16.self))
            let name = unsafe rest.prefix(length).dropFirst(19).prefix { $0 != 0 }
            let isRegular = unsafe entries[rest.startIndex + 18] == UInt8(DT_REG)
            if unsafe !Self.isOwn(name) { unsafe append(name, isRegular) }
            unsafe rest = unsafe rest.dropFirst(length)
        }
    }

    /// `.` and `..`.
    private static func isOwn(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
        unsafe name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
    }

    private mutating func append(_ name: some Collection<UInt8>, _ isRegular: Bool) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        ranges.append(start..<bytes.count)
        areRegular.append(isRegular)
    }

    package var count: Int { ranges.count }

    package func contains(_ name: String) -> Bool { index(of: name) != nil }

    /// Whether a file of that name was a regular one when it was listed. Not every file system says that of its files.
    package func isRegular(_ name: String) -> Bool { index(of: name).map { areRegular[$0] } ?? false }

    private func index(of name: String) -> Int? {
        let name = name.utf8
        let length = name.count
        return ranges.firstIndex { $0.count == length && bytes[$0].elementsEqual(name) }
    }

    /// Those that begin so, whole.
    package func beginning(with prefix: String) -> [String] {
        ranges.filter { bytes[$0].starts(with: prefix.utf8) }.map(name)
    }

    /// All of them, as they are: names need not be text.
    package var components: [FilePath.Component] {
        ranges.compactMap { FilePath.Component(platformString: bytes[$0].map { CChar(bitPattern: $0) } + [0]) }
    }

    private func name(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension EntryNames: Sequence {
    package func makeIterator() -> some IteratorProtocol<String> {
        ranges.lazy.map { String(decoding: bytes[$0], as: UTF8.self) }.makeIterator()
    }
}

extension EntryNames: ExpressibleByArrayLiteral {
    package init(arrayLiteral names: String...) {
        for name in names { append(name.utf8, false) }
    }
}
