internal import Files
private import Glibc
internal import Hardware
internal import SystemPackage

/// Names from the text of pci.ids: a vendor begins a line, its devices follow behind a tab each, and their subsystems
/// behind two. It has more than thirty thousand lines, and few of them are wanted.
struct NameListText {
    private(set) var names: [ProductID: ProductName] = [:]
    /// Vendors that were not come to yet, with the devices that are wanted of each.
    private var wanted: [UInt16: Set<UInt16>] = [:]
    private var vendor: (id: PCIID, name: String, devices: Set<UInt16>)?

    enum Form { case text, compressed }

    init(wanted: Set<ProductID>) {
        for id in wanted { self.wanted[id.vendor.rawValue, default: []].insert(id.device.rawValue) }
    }

    /// Reads until all that is wanted was found or passed by.
    mutating func read(_ list: borrowing Descriptor) throws(Errno) -> Form {
        var text = try list.piece(upTo: 1 << 16)
        if text.starts(with: [0x1f, 0x8b]) { return .compressed }
        while true {
            var start = 0
            while let end = Self.newline(in: text, from: start) {
                // Nearly all lines are other vendors' devices.
                if vendor != nil || text[start] != UInt8(ascii: "\t") { take(text[start..<end]) }
                if wanted.isEmpty, vendor == nil { return .text }
                start = end + 1
            }
            let piece = try list.piece(upTo: 1 << 16)
            guard !piece.isEmpty else {
                take(text[start...])
                return .text
            }
            text.removeFirst(start)
            text += piece
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        switch line.first {
        case UInt8(ascii: "\t"):
            let entry = line.dropFirst()
            guard let vendor, let id = Self.id(entry), vendor.devices.contains(id), let name = Self.name(entry) else {
                return
            }
            names[ProductID(vendor: vendor.id, device: PCIID(id))] = ProductName(vendor: vendor.name, entry: name)
        // A comment may stand anywhere, also between a vendor and its devices.
        case UInt8(ascii: "#"), nil: return
        default:
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
    private static func id(_ line: ArraySlice<UInt8>) -> UInt16? {
        var id: UInt16 = 0
        for byte in line.prefix(4) {
            guard let digit = byte.hexadecimalValue else { return nil }
            id = id << 4 | UInt16(digit)
        }
        guard let behind = line.dropFirst(4).first, isBlank(behind) else { return nil }
        return id
    }

    /// What stands behind the digits and blanks; nil where that is nothing.
    private static func name(_ line: ArraySlice<UInt8>) -> String? {
        let rest = line.dropFirst(4).drop(while: isBlank)
        return rest.lastIndex { !isBlank($0) }.map { String(decoding: rest[...$0], as: UTF8.self) }
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
