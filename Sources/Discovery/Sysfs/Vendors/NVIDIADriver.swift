private import Files
package import Hardware

/// What NVIDIA's driver shows in `/proc/driver/nvidia`, and the nodes that go with it.
///
/// The nodes are made by user space (nvidia-modprobe), not by the kernel: they may be missing, and send no event.
package struct NVIDIADriver: Sendable {
    let host: HostRoot
    let majors: CharacterDevices
    /// Below whose /dev the nodes are: empty for the host's own, else a driver container that made them for itself.
    private let deviceRoot: String
    /// The driver's own version, where its module declares none.
    package let version: String?
    /// The nodes that every user of any NVIDIA GPU needs, looked up once for all of them.
    package let sharedNodes: [NodeFinding]

    /// `root` is where a person says that the driver is.
    package init(_ host: HostRoot, root: String? = nil) {
        self.host = host
        let deviceRoot = Self.roots(root).first { host.hasNode($0 + Self.controlPath, madeByKernel: false) } ?? ""
        let majors = CharacterDevices(procDevices: host.text("/proc/devices") ?? "")
        self.deviceRoot = deviceRoot
        self.majors = majors
        version = Self.version(host.text("/proc/driver/nvidia/version") ?? "")
        let (frontend, uvm) = (Self.frontendMajor(majors), majors.major(of: "nvidia-uvm"))
        sharedNodes = [
            (Self.controlPath, DeviceNode.Kind.nvidiaControl, frontend, 255), ("/dev/nvidia-uvm", .nvidiaUVM, uvm, 0),
            ("/dev/nvidia-uvm-tools", .nvidiaUVMTools, uvm, 1), ("/dev/nvidia-modeset", .nvidiaModeset, frontend, 254),
        ].map { path, kind, major, minor in
            NodeFinding(
                path, kind, major.map { DeviceNumber(major: $0, minor: minor) }, below: deviceRoot,
                madeByKernel: false, in: host)
        }
    }

    /// Where the driver may be installed: where a person says, else on the host itself, which comes first, or where
    /// NVIDIA's driver container mounts itself.
    package static func roots(_ chosen: String?) -> [String] {
        guard let chosen else { return ["", "/run/nvidia/driver"] }
        return [chosen == "/" ? "" : chosen]
    }

    package func gpu(at address: PCIAddress) -> NVIDIAGPU? {
        host.text("/proc/driver/nvidia/gpus/\(address)/information").map(NVIDIAGPU.init(information:))
    }

    /// The GPU's own node.
    package func node(of gpu: NVIDIAGPU) -> NodeFinding? {
        gpu.minor.map { finding(Self.path(minor: $0), .nvidia, major: Self.frontendMajor(majors), minor: $0) }
    }

    package static func path(minor: UInt32) -> String { "/dev/nvidia\(minor)" }

    package static let controlPath = "/dev/nvidiactl"

    private static func frontendMajor(_ majors: CharacterDevices) -> UInt32? {
        majors.major(of: "nvidia-frontend", "nvidia")
    }

    func finding(_ path: String, _ kind: DeviceNode.Kind, major: UInt32?, minor: UInt32) -> NodeFinding {
        let number = major.map { DeviceNumber(major: $0, minor: minor) }
        return NodeFinding(path, kind, number, below: deviceRoot, madeByKernel: false, in: host)
    }

    /// `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb …`: the first word of digits and dots.
    private static func version(_ text: String) -> String? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("NVRM version:") }
        return line?.split(separator: " ").first { word in
            word.contains(".") && word.utf8.allSatisfy { $0.isDecimalDigit || $0 == UInt8(ascii: ".") }
        }.map(String.init)
    }
}

/// One GPU's `/proc/driver/nvidia/gpus/ADDRESS/information`.
package struct NVIDIAGPU: Hashable, Sendable {
    /// The product's name: `NVIDIA H200`.
    package let model: String?
    package let minor: UInt32?
    package let uuid: String?
    package let vbiosVersion: String?
    package let firmwareVersion: String?
    /// Kept from all users by the driver's own configuration.
    package let isExcluded: Bool

    package init(information: String) {
        let lines = AttributeLines(information, separator: ":")
        func value(_ name: String) -> Substring? {
            let value = lines[name]?.drop { $0 == " " || $0 == "\t" }
            return value?.isEmpty == true ? nil : value
        }
        model = value("Model").flatMap(Self.known)
        minor = value("Device Minor").flatMap { UInt32(decimalDigits: $0) }
        uuid = value("GPU UUID").flatMap(Self.known)
        vbiosVersion = value("Video BIOS").flatMap(Self.known)
        firmwareVersion = value("GPU Firmware").flatMap(Self.known)
        isExcluded = value("GPU Excluded") == "Yes"
    }

    /// The driver writes question marks while the GPU is not initialised, and N/A for what it has not.
    private static func known(_ text: Substring) -> String? {
        text.utf8.contains(UInt8(ascii: "?")) || text == "N/A" ? nil : String(text)
    }
}

/// The majors of `/proc/devices`, for nodes that user space makes and sysfs does not know.
package struct CharacterDevices: Hashable, Sendable {
    private let majors: [String: UInt32]

    package init(procDevices text: String) {
        var majors: [String: UInt32] = [:]
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Block devices") { break }
            let words = line.split(separator: " ")
            guard words.count == 2, let major = UInt32(decimalDigits: words[0]) else { continue }
            majors[String(words[1])] = major
        }
        self.majors = majors
    }

    /// The major of the first of `names` that is registered.
    package func major(of names: String...) -> UInt32? {
        names.lazy.compactMap { majors[$0] }.first
    }
}
