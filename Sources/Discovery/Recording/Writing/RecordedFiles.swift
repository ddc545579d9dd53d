private import DriverFacts
private import DriverFiles
internal import Hardware
internal import Sysfs

/// What lies outside /sys/devices. A recording keeps it in one record of its own, whose attributes and links are named by
/// their path below the host's root, such as `proc/driver/nvidia/version`. umockdev loads it like any other.
struct RecordedFiles {
    static let path = "/devices/virtual/apus/host"
    static let subsystem = "apus"

    private let host: HostRoot
    private let inventory: Inventory

    init(_ host: HostRoot, inventory: Inventory) {
        self.host = host
        self.inventory = inventory
    }

    func record() -> DeviceRecord {
        var record = DeviceRecord(path: Self.path)
        record.set("SUBSYSTEM", Self.subsystem)
        for path in ["proc/sys/kernel/hostname", "etc/hostname", "proc/sys/kernel/osrelease"] {
            addFile(path, to: &record)
        }
        for driver in Set(inventory.accelerators.compactMap(\.function.driver)).sorted() {
            let link = "sys/bus/pci/drivers/\(driver)/module"
            let target = host.link("/" + link)
            if let target { record.symbolicLinks.append(.init(name: link, value: target)) }
            let module = target?.split(separator: "/").last.map(String.init)
            addFile("sys/module/\(module ?? String(driver.map { $0 == "-" ? "_" : $0 }))/version", to: &record)
        }
        if host.exists("/proc/driver/nvidia") {
            for path in ["proc/devices", "proc/driver/nvidia/version"] { addFile(path, to: &record) }
            for address in Set(inventory.accelerators.map(\.address)).sorted() {
                addFile("proc/driver/nvidia/gpus/\(address)/information", to: &record)
            }
            for name in host.directory("/proc/driver/nvidia/capabilities")?.names().sorted() ?? [] {
                addFileTree("proc/driver/nvidia/capabilities/\(name)", to: &record)
            }
        }
        for path in Set(inventory.accelerators.flatMap(\.nodes).compactMap(\.hostPath)).sorted() {
            record.attributes.append(.init(name: String(path.dropFirst()), bytes: []))
        }
        // That they are there is enough for a replay: they hold the machine's own addresses.
        for path in Set(inventory.accelerators.flatMap(\.configurationFiles)).sorted() {
            record.attributes.append(.init(name: String(path.dropFirst()), bytes: []))
        }
        if let driverFiles = inventory.driverFiles {
            let evidence = DriverEvidence(of: driverFiles, on: host)
            record.attributes += evidence.files.sorted { $0.key < $1.key }.map { .init(name: $0.key, bytes: $0.value) }
            record.symbolicLinks += evidence.links.sorted { $0.key < $1.key }.map {
                .init(name: $0.key, value: $0.value)
            }
        }
        if let driverFacts = inventory.driverFacts {
            record.attributes.append(
                .init(name: RecordedDriverFacts.path, bytes: RecordedDriverFacts.content(driverFacts)))
        }
        return record
    }

    private func addFile(_ path: String, to record: inout DeviceRecord) {
        guard let slash = path.lastIndex(of: "/"), let directory = host.directory("/" + path[..<slash]) else { return }
        if let bytes = directory.bytes(String(path[path.index(after: slash)...])) {
            record.attributes.append(.init(name: path, bytes: bytes))
        }
    }

    private func addFileTree(_ path: String, to record: inout DeviceRecord) {
        guard let directory = host.directory("/" + path) else { return addFile(path, to: &record) }
        for name in directory.names().sorted() where directory.link(name) == nil {
            addFileTree("\(path)/\(name)", to: &record)
        }
    }
}
