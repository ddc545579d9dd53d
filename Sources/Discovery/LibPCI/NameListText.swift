internal import Files
private import Glibc
internal import Hardware
internal import SystemPackage

/// Names from the text of pci.ids: a vendor begins a line, its devices follow behind a tab each, and their subsystems
/// behind two. It has more than thirty thousand lines, sorted by vendor, and few of them are wanted.
struct NameListText {
    private(set) var names: [ProductID: ProductName] = [:]
    /// Vendors that were not come to yet, with the devices that are wanted of each.
    private var wanted: [UInt16: Set<UInt16>] = [:]
    private var vendor: (id: PCIID, name: String, devices: Set<UInt16>)?

    enum Form { case text, compressed }

    init(wanted: Set<ProductID>) {
        for id in wanted { self.wanted[id.vendor.rawValue, default: []].insert(id.device.rawValue) }
    }

    mutating func read(_ list: borrowing Descriptor) throws(Errno) -> Form {
        if try list.piece(at: 0, upTo: 2) == [0x1f, 0x8b] { return .compressed }
        let size = UInt64(clamping: try list.status().size)
        for vendor in wanted.keys.sorted() {
            guard let place = try Self.place(of: vendor, in: list, size: size) else { continue }
            try Self.readLines(of: list, from: place) { line, _ in
                take(line)
                return self.vendor != nil
            }
        }
        // A list of somebody's own need not be sorted.
        if !wanted.isEmpty {
            try Self.readLines(of: list, from: 0) { line, _ in
                take(line)
                return !wanted.isEmpty || self.vendor != nil
            }
        }
        return .text
    }

    /// Where the vendor's line begins, by halves; nil where the list has no such line, or is not sorted.
    private static func place(
        of vendor: UInt16, in list: borrowing Descriptor, size: UInt64
    ) throws(Errno) -> UInt64? {
        var places = 0..<size
        while !places.isEmpty {
            let middle = places.lowerBound + UInt64(places.count / 2)
            var next: (id: UInt16, place: UInt64)?
            // Behind the end of the line that ends at the middle, or goes on there.
            try readLines(of: list, from: max(middle, 1) - 1) { line, place in
                guard place < places.upperBound else { return false }
                if place >= middle { next = id(line).map { ($0, place) } }
                return next == nil
            }
            guard let next, next.id <= vendor else {
                places = places.lowerBound..<middle
                continue
            }
            if next.id == vendor { return next.place }
            places = next.place + 1..<places.upperBound
        }
        return nil
    }

    /// Calls `take` with one line after the other and the place where it begins, for as long as that says so.
    private static func readLines(
        of list: borrowing Descriptor, from place: UInt64, _ take: (Span<UInt8>, UInt64) -> Bool
    ) throws(Errno) {
        var place = place
        var text: [UInt8] = []
        while true {
            let piece = try list.piece(at: place + UInt64(text.count), upTo: 1 << 13)
            text += piece
            var start = 0
            while let end = newline(in: text, from: start) {
                guard take(text.span.extracting(start..<end), place + UInt64(start)) else { return }
                start = end + 1
            }
            guard !piece.isEmpty else {
                _ = take(text.span.extracting(droppingFirst: start), place + UInt64(start))
                return
            }
            text.removeFirst(start)
            place += UInt64(start)
        }
    }

    private mutating func take(_ line: Span<UInt8>) {
        // A comment may stand anywhere, also between a vendor and its devices.
        guard !line.isEmpty, line[0] != UInt8(ascii: "#") else { return }
        if line[0] == UInt8(ascii: "\t") {
            let entry = line.extracting(droppingFirst: 1)
            guard let vendor, let id = Self.id(entry), vendor.devices.contains(id), let name = Self.name(entry) else {
                return
            }
            names[ProductID(vendor: vendor.id, device: PCIID(id))] = ProductName(vendor: vendor.name, entry: name)
            self.vendor?.devices.remove(id)
            if self.vendor?.devices.isEmpty == true { self.vendor = nil }
        } else {
            vendor = nil
            guard let id = Self.id(line), wanted[id] != nil, let name = Self.name(line),
                let devices = wanted.removeValue(forKey: id)
            else { return }
            vendor = (PCIID(id), name, devices)
            for device in devices {
                names[ProductID(vendor: PCIID(id), device: PCIID(device))] = ProductName(vendor: name)
            }
        }
    }

    /// The four hexadecimal digits of `56a0  DG2 [Arc A770]`. Nil for a subsystem, which begins with another tab, and for
    /// the list of classes, which begins with a letter and a blank.
    private static func id(_ line: Span<UInt8>) -> UInt16? {
        guard line.count > 4, isBlank(line[4]) else { return nil }
        return UInt16(digits: line.extracting(first: 4), radix: 16)
    }

    /// What stands behind the digits and blanks; nil where that is nothing.
    private static func name(_ line: Span<UInt8>) -> String? {
        var (start, end) = (4, line.count)
        while start < end, isBlank(line[start]) { start += 1 }
        while start < end, isBlank(line[end - 1]) { end -= 1 }
        guard start < end else { return nil }
        return unsafe line.extracting(start..<end).withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

    private static func newline(in text: [UInt8], from start: Int) -> Int? {
        unsafe text.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, 0x0a, bytes.count - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
    }
}
