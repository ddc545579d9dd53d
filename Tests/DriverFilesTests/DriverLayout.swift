import DriverFiles

/// Where distributions, installers and driver containers put NVIDIA's driver.
enum DriverLayout: String, CaseIterable {
    case ubuntu, debian, fedora, arch, nixOS, containerOptimizedOS, earlierContainerOptimizedOS, bottlerocket
    case earlierBottlerocket, flatcar, talos, driverContainer, prefixOfItsOwn

    /// Where the libraries themselves are.
    func directory(_ version: String) -> String {
        switch self {
        case .ubuntu: "/usr/lib/x86_64-linux-gnu"
        case .debian: "/usr/lib/x86_64-linux-gnu/nvidia/current"
        case .fedora: "/usr/lib64"
        case .arch, .bottlerocket: "/usr/lib"
        case .nixOS: "/nix/store/abc-nvidia-x11-\(version)/lib"
        case .containerOptimizedOS: "/home/kubernetes/bin/nvidia/lib64"
        case .earlierContainerOptimizedOS: "/var/lib/nvidia/lib64"
        case .earlierBottlerocket: "/x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla"
        case .flatcar: "/opt/nvidia/\(version)/6.6.95-flatcar/usr/lib64"
        case .talos: "/usr/local/glibc/usr/lib"
        case .driverContainer: "/run/nvidia/driver/usr/lib/x86_64-linux-gnu"
        case .prefixOfItsOwn: "/usr/local/nvidia/580/lib64"
        }
    }

    /// Where nvidia-smi is.
    private var programs: String {
        switch self {
        case .ubuntu, .debian, .fedora, .arch, .bottlerocket, .earlierBottlerocket: "/usr/bin"
        case .nixOS: "/run/current-system/sw/bin"
        case .containerOptimizedOS: "/home/kubernetes/bin/nvidia/bin"
        case .earlierContainerOptimizedOS: "/var/lib/nvidia/bin"
        case .flatcar: "/opt/bin"
        case .talos: "/usr/local/bin"
        case .driverContainer: "/run/nvidia/driver/usr/bin"
        case .prefixOfItsOwn: "/usr/local/nvidia/580/bin"
        }
    }

    func install(_ version: String, in tree: DriverTree) throws {
        let directory = directory(version)
        try tree.addDriver(version, in: directory)
        try tree.write([], to: "\(programs)/nvidia-smi")
        switch self {
        case .debian:
            for name in ["libcuda.so.1", "libnvidia-ml.so.1"] {
                try tree.link("/etc/alternatives/glx--\(name)", to: "\(directory)/\(name)")
                try tree.link("/usr/lib/x86_64-linux-gnu/\(name)", to: "/etc/alternatives/glx--\(name)")
            }
        case .nixOS:
            for stem in ["cuda", "nvidia-ml", "nvidia-nvvm"] {
                let file = "lib\(stem).so.\(version)"
                try tree.link("/run/opengl-driver/lib/\(file)", to: "\(directory)/\(file)")
                try tree.link("/run/opengl-driver/lib/lib\(stem).so.1", to: file)
            }
        case .arch, .bottlerocket:
            try tree.link("/usr/lib64", to: "lib")
        case .prefixOfItsOwn:
            let cache = LoaderCache(entries: [
                .init(name: "libcuda.so.1", path: "\(directory)/libcuda.so.1", machine: .x86_64)
            ])
            try tree.write(cache.file, to: "/etc/ld.so.cache")
        default: break
        }
    }
}
