internal import Hardware

/// Finds programs and configuration of NVIDIA's driver, beside its libraries and where systems keep such files.
struct DriverPrograms {
    private let root: DriverRoot
    private let prefixes: [String]

    /// An installation with a prefix of its own has `bin` and `share` beside `lib64`.
    init(_ root: DriverRoot, beside libraries: [String]) {
        self.root = root
        prefixes = libraries.map(\.directoryPart)
    }

    func files() -> [DriverFiles.File] {
        let programs = Self.programs.flatMap { role, names in
            names.compactMap { name in
                first(name, in: prefixes.map { "\($0)/bin" } + Self.programDirectories)
                    .map { DriverFiles.File(path: $0, containerPath: "/usr/bin/\(name)", roles: [role]) }
            }
        }
        let shared = prefixes.map { "\($0)/share" }
        let configuration = Self.configuration.compactMap { setting in
            first(setting.path, in: shared + Self.configurationDirectories).map {
                DriverFiles.File(
                    path: $0, containerPath: "\(setting.containerDirectory)/\(setting.path)", roles: [setting.role])
            }
        }
        return (programs + configuration).sorted { $0.containerPath < $1.containerPath }
    }

    /// Where systems keep what a container has at a path.
    static func places(of containerPath: String) -> [String] {
        if let setting = configuration.first(where: { "\($0.containerDirectory)/\($0.path)" == containerPath }) {
            return configurationDirectories.map { "\($0)/\(setting.path)" }
        }
        return programDirectories.map { "\($0)/\(containerPath.lastPart)" }
    }

    /// Where all of them are looked for.
    static var directories: [String] {
        programDirectories
            + configuration.flatMap { setting in configurationDirectories.map { "\($0)/\(setting.path)".directoryPart }
            }
    }

    private func first(_ name: String, in directories: [String]) -> String? {
        directories.lazy.compactMap { root.resolve("\($0)/\(name)") }.first.map { root.prefix + $0 }
    }

    private static let programDirectories = [
        "/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin", "/opt/bin", "/run/current-system/sw/bin",
    ]

    private static let programs: [(DriverFiles.Role, [String])] = [
        (.utility, ["nvidia-smi", "nvidia-debugdump", "nvidia-persistenced", "nv-fabricmanager"]),
        (.compute, ["nvidia-cuda-mps-control", "nvidia-cuda-mps-server", "nvidia-imex", "nvidia-imex-ctl"]),
        (.display, ["nvidia-xconfig"]),
    ]

    private static let configurationDirectories = [
        "/etc", "/usr/local/share", "/usr/share", "/run/opengl-driver/share",
    ]

    private struct Setting {
        let path: String
        let containerDirectory: String
        let role: DriverFiles.Role
    }

    private static let configuration: [Setting] =
        [Setting(path: "OpenCL/vendors/nvidia.icd", containerDirectory: "/etc", role: .compute)]
        + [
            "vulkan/icd.d/nvidia_icd.json", "vulkan/icd.d/nvidia_icd.x86_64.json",
            "vulkan/icd.d/nvidia_icd.aarch64.json", "vulkan/icd.d/nvidia_layers.json",
            "vulkan/implicit_layer.d/nvidia_layers.json",
        ].map { Setting(path: $0, containerDirectory: "/etc", role: .graphics) }
        + [
            "glvnd/egl_vendor.d/10_nvidia.json", "nvidia/nvoptix.bin",
            "egl/egl_external_platform.d/15_nvidia_gbm.json", "egl/egl_external_platform.d/10_nvidia_wayland.json",
            "egl/egl_external_platform.d/09_nvidia_wayland2.json", "egl/egl_external_platform.d/20_nvidia_xcb.json",
            "egl/egl_external_platform.d/20_nvidia_xlib.json",
        ].map { Setting(path: $0, containerDirectory: "/usr/share", role: .graphics) }
}
