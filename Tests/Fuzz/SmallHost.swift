private import Glibc
internal import Hardware
internal import Sysfs

/// A host with one function, all of whose files are one and the same.
struct SmallHost: Sendable {
    static let version = "/proc/driver/nvidia/version"
    static let card = "/sys/class/drm/card0"

    let root: HostRoot
    private let file: String

    init(functionAt address: PCIAddress) {
        let directory = Scratch.shared.path + "/host"
        file = directory + "/proc/driver/nvidia/version"
        let function = "/sys/bus/pci/devices/\(address)/"
        let topology = "/sys/class/kfd/kfd/topology/nodes/"
        let names = [
            "class", "vendor", "device", "subsystem_vendor", "subsystem_device", "revision", "numa_node",
            "reset_method", "power_state", "boot_vga", "current_link_speed", "max_link_speed", "current_link_width",
            "max_link_width", "uevent",
        ]
        let paths =
            [
                Self.version, "/proc/devices", "/proc/driver/nvidia/gpus/\(address)/information",
                "/proc/driver/nvidia/capabilities/gpu0/mig/gi1/access", Self.card + "/uevent", Self.card + "/dev",
            ] + names.map { function + $0 }
            + (0..<3).flatMap { ["\(topology)\($0)/properties", "\(topology)\($0)/mem_banks/0/properties"] }
        for path in paths { Self.link(file, directory + path) }
        Self.makeParents(of: directory + "/dev/")
        guard let root = try? HostRoot(directory: directory) else { preconditionFailure("the small host can be read") }
        self.root = root
        // Nodes that any number may name.
        for node in ["nvidia0", "nvidiactl", "nvidia-uvm", "dri/card0", "nvidia-caps/nvidia-cap1"] {
            Self.link(file, "\(directory)/dev/\(node)")
        }
    }

    func put(_ bytes: [UInt8]) {
        let descriptor = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC)
        require(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count, "the input can be written")
        close(descriptor)
    }

    private static func link(_ file: String, _ path: String) {
        makeParents(of: path)
        if path == file {
            close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644))
        } else {
            require(Glibc.link(file, path) == 0, "\(path) can be made")
        }
    }

    private static func makeParents(of path: String) {
        for slash in path.indices.dropFirst() where path[slash] == "/" { mkdir(String(path[..<slash]), 0o755) }
    }
}
