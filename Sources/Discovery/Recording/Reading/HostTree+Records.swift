internal import Sysfs

/// Lays records out as the kernel does.
extension HostTree {
    /// Subsystems that the kernel lists in /sys/bus; all others are classes.
    private static let buses: Set<String> = [
        "acpi", "auxiliary", "cpu", "hid", "i2c", "mdev", "memory", "node", "pci", "platform", "pnp", "serio", "usb",
        "virtio",
    ]

    mutating func add(_ record: DeviceRecord) throws(RecordingError) {
        guard record.path != RecordedFiles.path else { return try addFiles(record) }
        let directory = "sys" + record.path
        try makeDirectory(directory)
        try addMembership(record, directory)
        try addContent(record, below: directory + "/")
        let uevent = record.properties.map { "\($0.name)=\($0.value)\n" }.joined()
        if !record.attributes.contains(where: { $0.name == "uevent" }) {
            try write(Array(uevent.utf8), to: directory + "/uevent")
        }
        try addNumber(record, directory, UeventProperties(uevent))
        if let node = record.node { try write(node.bytes, to: "dev/" + node.name) }
    }

    private mutating func addFiles(_ record: DeviceRecord) throws(RecordingError) {
        // The recording is one of ours, which names every node: that none is named says that none was there.
        try makeDirectory("dev")
        try addContent(record, below: "")
    }

    private mutating func addContent(_ record: DeviceRecord, below prefix: String) throws(RecordingError) {
        for attribute in record.attributes { try write(attribute.bytes, to: prefix + attribute.name) }
        for symbolicLink in record.symbolicLinks { try link(prefix + symbolicLink.name, to: symbolicLink.value) }
    }

    private mutating func addMembership(_ record: DeviceRecord, _ directory: String) throws(RecordingError) {
        guard let subsystem = record.subsystem, subsystem.isEntryName, let name = record.path.pathComponents.last
        else { return }
        let isBus = Self.buses.contains(subsystem)
        let members = isBus ? "sys/bus/\(subsystem)/devices" : "sys/class/\(subsystem)"
        let up = String(repeating: "../", count: members.pathComponents.count - 1)
        try link("\(members)/\(name)", to: up + record.path.dropFirst())
        let depth = String(repeating: "../", count: directory.pathComponents.count - 1)
        try link("\(directory)/subsystem", to: depth + (isBus ? "bus/" : "class/") + subsystem)
    }

    /// `dev`, where only the properties have the numbers, and the link in /sys/dev/char.
    private mutating func addNumber(
        _ record: DeviceRecord, _ directory: String, _ properties: UeventProperties
    ) throws(RecordingError) {
        let recorded = record.attributes.first { $0.name == "dev" }
        let text = recorded.map { String(decoding: $0.bytes, as: UTF8.self) }?.split(separator: "\n").first
        let derived = "\(properties["MAJOR"] ?? ""):\(properties["MINOR"] ?? "")"
        guard let number = DeviceNumber(dev: text.map(String.init) ?? derived), !record.path.contains("/block/") else {
            return
        }
        if recorded == nil { try write(Array("\(number.major):\(number.minor)\n".utf8), to: directory + "/dev") }
        try link("sys/dev/char/\(number.major):\(number.minor)", to: "../.." + record.path)
    }
}
