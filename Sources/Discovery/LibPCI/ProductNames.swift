private import Files
private import Glibc
package import Hardware
private import Synchronization
package import SystemPackage

/// What pci.ids calls devices. What was looked up is remembered for as long as the file stays as it is.
package final class ProductNames: Sendable {
    private let file: FilePath?
    private let places: [FilePath]
    private let memory = Mutex(Memory())

    private struct Memory {
        var version: FileVersion?
        var names: [ProductID: ProductName] = [:]
    }

    /// Distributions keep the list in one of several places, and `update-pciids` may put a newer one beside it.
    package static let standardPlaces: [FilePath] = [
        "/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids", "/usr/share/pci.ids", "/var/lib/pciutils/pci.ids",
        "/usr/local/share/pci.ids",
    ]

    /// Without a file, it is the newest in `places` by the date in its own head; where none has a date, the one that libpci
    /// was built for.
    package init(file: FilePath? = nil, places: [FilePath] = ProductNames.standardPlaces) {
        self.file = file
        self.places = places
    }

    /// A name for each device; an empty one where the file has none, or cannot be read. A file that a person chose is
    /// stronger than all others.
    package func names(of devices: Set<ProductID>, in chosen: FilePath? = nil) -> [ProductID: ProductName] {
        guard !devices.isEmpty, let path = chosen ?? file ?? newest() ?? LibPCINames.standardFile,
            let list = open(path)
        else { return [:] }
        let version = try? FileVersion(list.status())
        return memory.withLock { memory in
            if memory.version != version { memory = Memory(version: version) }
            let unknown = devices.filter { memory.names[$0] == nil }
            if !unknown.isEmpty {
                let found = read(list, at: path, for: unknown)
                for device in unknown { memory.names[device] = found[device] ?? ProductName() }
            }
            return memory.names.filter { devices.contains($0.key) }
        }
    }

    private func newest() -> FilePath? {
        var newest: (path: FilePath, date: String)?
        for path in places {
            guard let list = try? Descriptor(path), let head = try? list.piece(upTo: 1 << 12),
                let date = Self.date(head), date > newest?.date ?? ""
            else { continue }
            newest = (path, date)
        }
        return newest?.path
    }

    /// The line `#\tDate:    2025-11-09 03:15:02`; text in this form sorts as its time does.
    private static func date(_ head: [UInt8]) -> String? {
        for line in head.split(separator: UInt8(ascii: "\n")).prefix(while: { $0.first == UInt8(ascii: "#") }) {
            let words = String(decoding: line.dropFirst(), as: UTF8.self).split { $0 == " " || $0 == "\t" }
            if words.first == "Date:", words.count > 1, words[1].utf8.first?.isDecimalDigit == true {
                return words.dropFirst().joined(separator: " ")
            }
        }
        return nil
    }

    /// libpci's own file may have been built to be compressed, and be there as text all the same.
    private func open(_ path: FilePath) -> Descriptor? {
        if let list = try? Descriptor(path) { return list }
        guard path.extension == "gz", let stem = path.stem else { return nil }
        return try? Descriptor(path.removingLastComponent().appending(stem))
    }

    private func read(_ list: borrowing Descriptor, at path: FilePath, for devices: Set<ProductID>) -> [ProductID:
        ProductName]
    {
        var text = NameListText(wanted: devices)
        // A file that breaks off in the middle has no names from there on.
        if (try? text.read(list)) == .compressed { return LibPCINames(path).names(of: devices) }
        return text.names
    }
}

/// A vendor's id and the device's.
package struct ProductID: Hashable, Sendable {
    package let vendor: PCIID
    package let device: PCIID

    package init(vendor: PCIID, device: PCIID) {
        self.vendor = vendor
        self.device = device
    }
}
