/// A shared library as the dynamic loader sees it: the machine it runs on and the name by which programs load it.
/// (System V ABI, "Dynamic Section"; only 64-bit little-endian files, which is all that containers are given.)
package struct SharedObject: Hashable, Sendable {
    package let machine: Machine
    /// `DT_SONAME`, such as `libcuda.so.1`; absent in a library that is loaded by its file's name.
    package let name: String?

    /// `e_machine`.
    package enum Machine: UInt16, Sendable {
        case x86_64 = 62
        case aarch64 = 183

        /// The directory below /usr/lib that Debian's loader searches.
        package var triplet: String {
            switch self {
            case .x86_64: "x86_64-linux-gnu"
            case .aarch64: "aarch64-linux-gnu"
            }
        }
    }

    package init(machine: Machine, name: String?) {
        self.machine = machine
        self.name = name
    }

    /// Nil where the file is no such library. `read` gives at most `count` bytes from `offset` on, nil on failure.
    package init?(_ read: (_ offset: UInt64, _ count: Int) -> [UInt8]?) {
        guard let start = read(0, Self.headerSize), let header = Header(ByteReader(start)),
            let table = read(header.segments, header.segmentCount * Self.segmentSize)
        else { return nil }
        let segments = (0..<header.segmentCount).compactMap { Segment(ByteReader(table), at: $0 * Self.segmentSize) }
        machine = header.machine
        name = Self.name(segments, read)
    }

    private static let headerSize = 64
    private static let segmentSize = 56
    /// No library that we know has more; a longer table is no library's.
    private static let largestTable = 1 << 16
    private static let longestName = 256

    private struct Header {
        let machine: Machine
        let segments: UInt64
        let segmentCount: Int

        init?(_ bytes: ByteReader) {
            guard bytes.matches([0x7f, 0x45, 0x4c, 0x46, 2, 1], at: 0),
                let machine = bytes.number(UInt16.self, at: 18).flatMap(Machine.init),
                let segments = bytes.number(UInt64.self, at: 32),
                bytes.number(UInt16.self, at: 54) == UInt16(segmentSize),
                let count = bytes.number(UInt16.self, at: 56), Int(count) * segmentSize <= largestTable
            else { return nil }
            self.machine = machine
            self.segments = segments
            segmentCount = Int(count)
        }
    }

    private struct Segment {
        let type: UInt32
        let offset: UInt64
        let address: UInt64
        let size: UInt64

        init?(_ bytes: ByteReader, at start: Int) {
            guard let type = bytes.number(UInt32.self, at: start),
                let offset = bytes.number(UInt64.self, at: start + 8),
                let address = bytes.number(UInt64.self, at: start + 16),
                let size = bytes.number(UInt64.self, at: start + 32)
            else { return nil }
            self.type = type
            self.offset = offset
            self.address = address
            self.size = size
        }

        var isLoaded: Bool { type == 1 }
        var isDynamic: Bool { type == 2 }

        /// The file's offset of a loaded address.
        func offset(of address: UInt64) -> UInt64? {
            guard isLoaded, address >= self.address, address - self.address < size else { return nil }
            let (sum, overflow) = offset.addingReportingOverflow(address - self.address)
            return overflow ? nil : sum
        }
    }

    private static func name(
        _ segments: [Segment], _ read: (_ offset: UInt64, _ count: Int) -> [UInt8]?
    ) -> String? {
        guard let dynamic = segments.first(where: \.isDynamic), dynamic.size <= UInt64(largestTable),
            let entries = read(dynamic.offset, Int(dynamic.size)).map({ ByteReader($0) })
        else { return nil }
        var table: UInt64?
        var index: UInt64?
        for start in stride(from: 0, to: entries.count, by: 16) {
            guard let tag = entries.number(UInt64.self, at: start), tag != 0,
                let value = entries.number(UInt64.self, at: start + 8)
            else { break }
            // DT_STRTAB and DT_SONAME.
            if tag == 5 { table = value }
            if tag == 14 { index = value }
        }
        guard let table, let index, let start = segments.lazy.compactMap({ $0.offset(of: table) }).first,
            case let (offset, overflow) = start.addingReportingOverflow(index), !overflow
        else { return nil }
        return read(offset, longestName).map({ ByteReader($0) })?.text(at: 0)
    }

    /// The smallest file that reads as this library: what a recording keeps of a library whose content it leaves out.
    package var minimalFile: [UInt8] {
        let strings: [UInt8] = [0] + (name.map { Array($0.utf8) } ?? []) + [0]
        let dynamicSize = name == nil ? 32 : 48
        let table = Self.headerSize + 2 * Self.segmentSize
        let stringsStart = table + dynamicSize
        let size = UInt64(stringsStart + strings.count)
        var file = ByteWriter()
        file.bytes([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9))
        file.number(UInt16(3))  // ET_DYN
        file.number(machine.rawValue)
        file.number(UInt32(1))
        file.number(UInt64(0))
        file.number(UInt64(Self.headerSize))
        file.bytes([UInt8](repeating: 0, count: 12))
        for field in [Self.headerSize, Self.segmentSize, 2, 0, 0, 0] { file.number(UInt16(field)) }
        for (type, offset, length) in [(UInt32(1), UInt64(0), size), (2, UInt64(table), UInt64(dynamicSize))] {
            file.number(type)
            file.number(UInt32(4))
            for field in [offset, offset, offset, length, length, 8] { file.number(field) }
        }
        var entries: [(UInt64, UInt64)] = [(5, UInt64(stringsStart))]
        if name != nil { entries.append((14, 1)) }
        for (tag, value) in entries + [(0, 0)] {
            file.number(tag)
            file.number(value)
        }
        file.bytes(strings)
        return file.content
    }
}
