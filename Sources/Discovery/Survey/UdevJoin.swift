internal import Hardware
private import LibUdev
internal import Sysfs

/// Adds what udev knows: links to nodes, `ID_PATH`, and whether it has finished with them.
struct UdevJoin {
    private let host: HostRoot

    init(_ host: HostRoot) {
        self.host = host
    }

    func apply(to devices: inout [FoundDevice]) {
        // A recording has udev's properties among the kernel's. Without udevd nothing ever becomes initialised, and
        // nothing waits for it.
        guard host.isMachine, host.exists("/run/udev/control") else { return }
        let nodes = Set(devices.flatMap(\.nodes).compactMap { nodePath($0) })
        let records = UdevDatabase.records(ofDevicesAt: nodes.union(devices.map(\.directory)))
        for index in devices.indices {
            devices[index].udevPath = records[devices[index].directory]?.path
            for node in devices[index].nodes.indices {
                guard let record = nodePath(devices[index].nodes[node]).flatMap({ records[$0] }) else { continue }
                devices[index].nodes[node].links = record.links
                if !record.isInitialized, devices[index].readiness == .ready {
                    let path = devices[index].nodes[node].path
                    devices[index].becomes(.pending("udev has not finished with \(path) yet"))
                }
            }
        }
    }

    private func nodePath(_ node: DeviceNode) -> String? {
        guard let major = node.major, let minor = node.minor else { return nil }
        return host.link("/sys/dev/char/\(major):\(minor)").flatMap { DevicePath(link: $0) }?.text
    }
}
