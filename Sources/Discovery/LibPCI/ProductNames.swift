private import Files
private import Glibc
package import Hardware
private import Synchronization
package import SystemPackage

/// What pci.ids calls devices. What was looked up is remembered for as long as the file stays as it is.
package final class ProductNames: Sendable {
    private let file: FilePath?
    private let memory = Mutex(Memory())

    private struct Memory {
        var version: FileVersion?
        var names: [ProductID: ProductName] = [:]
    }

    /// Without a file, it is the one that libpci was built for.
    package init(file: FilePath? = nil) { self.file = file }

    /// A name for each device; an empty one where the file has none, or cannot be read.
    package func names(of devices: Set<ProductID>) -> [ProductID: ProductName] {
        guard !devices.isEmpty, let list = open() else { return [:] }
        let version = try? FileVersion(list.status())
        return memory.withLock { memory in
            if memory.version != version { memory = Memory(version: version) }
            let unknown = devices.filter { memory.names[$0] == nil }
            if !unknown.isEmpty {
                let found = read(list, for: unknown)
                for device in unknown { memory.names[device] = found[device] ?? ProductName() }
            }
            return memory.names.filter { devices.contains($0.key) }
        }
    }

    /// libpci's own file may have been built to be compressed, and be there as text all the same.
    private func open() -> Descriptor? {
        guard let path = file ?? LibPCINames.standardFile else { return nil }
        if let list = try? Descriptor(path) { return list }
        guard path.extension == "gz", let stem = path.stem else { return nil }
        return try? Descriptor(path.removingLastComponent().appending(stem))
    }

    private func read(_ list: borrowing Descriptor, for devices: Set<ProductID>) -> [ProductID: ProductName] {
        var text = NameListText(wanted: devices)
        // A file that breaks off in the middle has no names from there on.
        if (try? text.read(list)) == .compressed { return LibPCINames(file).names(of: devices) }
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

/// Changes when the file is written or replaced.
private struct FileVersion: Equatable {
    private let inode: Inode
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    init(_ status: Stat) {
        inode = status.inode
        size = status.size
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
