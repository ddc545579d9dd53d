import Hardware

extension HostBuilder {
    /// Writes `sys`, `proc` and `dev` below a directory, which is made if it is not there. Nodes are empty files, as
    /// only root may make devices.
    package func write(to directory: String) throws(HostWriteError) {
        var tree = DirectoryTree(root: directory)
        try tree.makeDirectory("sys/bus/pci/devices")
        try tree.makeDirectory("dev")
        for (path, value) in files { try tree.write(value, to: path) }
        for device in devices { try Self.write(device, to: &tree) }
    }

    /// Writes the recording to a file.
    package func writeRecording(to path: String) throws(HostWriteError) {
        guard let slash = path.lastIndex(of: "/") else {
            var tree = DirectoryTree(root: ".")
            return try tree.write(.text(recording), to: path)
        }
        var tree = DirectoryTree(root: String(path[..<slash]))
        try tree.write(.text(recording), to: String(path[path.index(after: slash)...]))
    }

    private static func write(_ device: HostDevice, to tree: inout DirectoryTree) throws(HostWriteError) {
        let directory = "sys" + device.path
        try tree.makeDirectory(directory)
        for (name, value) in device.values { try tree.write(value, to: "\(directory)/\(name)") }
        let properties = device.kernelProperties.map { "\($0.key)=\($0.value)\n" }.joined()
        try tree.write(.text(properties), to: "\(directory)/uevent")

        let subsystem = (device.isOnBus ? "bus/" : "class/") + device.subsystem
        let list = device.isOnBus ? subsystem + "/devices" : subsystem
        try tree.write(.link(device.toSysfs + subsystem), to: "\(directory)/subsystem")
        try tree.linkFromSysfs("\(list)/\(device.name)", to: device)
        if case .link(let driver)? = device.values["driver"] {
            try tree.linkFromSysfs("\(driver.dropFirst(device.toSysfs.count))/\(device.name)", to: device)
        }
        if case .link(let group)? = device.values["iommu_group"] {
            try tree.linkFromSysfs("\(group.dropFirst(device.toSysfs.count))/devices/\(device.name)", to: device)
        }
        guard let node = device.node else { return }
        try tree.linkFromSysfs("dev/char/\(node.major):\(node.minor)", to: device)
        try tree.write(.text(""), to: "dev/\(node.name)")
        for link in node.links { try tree.write(.link(node.target(from: link)), to: "dev/\(link)") }
    }
}

extension DirectoryTree {
    /// Makes `sys/PATH` a relative link to a device's directory.
    fileprivate mutating func linkFromSysfs(_ path: String, to device: HostDevice) throws(HostWriteError) {
        let up = String(repeating: "../", count: path.utf8.count { $0 == UInt8(ascii: "/") })
        try write(.link(up + device.path.dropFirst()), to: "sys/\(path)")
    }
}

extension HostNode {
    /// The node as udev's link names it: relative, `../card0` from `dri/by-path`.
    fileprivate func target(from link: String) -> String {
        var target = name.split(separator: "/")[...]
        var source = link.split(separator: "/").dropLast()
        while let first = source.first, target.count > 1, first == target.first {
            source = source.dropFirst()
            target = target.dropFirst()
        }
        return (source.map { _ in ".." } + target).joined(separator: "/")
    }
}

extension HostDevice {
    /// The lines of `uevent`: the kernel names a node by its path below /dev.
    fileprivate var kernelProperties: [Property] {
        guard let node else { return properties }
        return [
            Property("MAJOR", "\(node.major)"), Property("MINOR", "\(node.minor)"), Property("DEVNAME", node.name),
        ] + properties
    }
}
