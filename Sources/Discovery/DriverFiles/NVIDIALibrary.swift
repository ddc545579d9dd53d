internal import Hardware

/// What the name of one of NVIDIA's libraries says: `libnvidia-ml.so.580.159.04` is `nvidia-ml` of version 580.159.04.
struct NVIDIALibrary: Hashable {
    /// Between `lib` and `.so`.
    let stem: String
    /// The suffix; of the driver's own libraries it is the driver's version.
    let version: String

    /// Nil for a name without a version of at least two parts, such as `libcuda.so.1`, where there should be one.
    init?(fileName: String) {
        guard fileName.hasPrefix("lib"), let end = fileName.firstRange(of: ".so."),
            fileName.distance(from: fileName.startIndex, to: end.lowerBound) > 3
        else { return nil }
        let version = fileName[end.upperBound...]
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        let stem = String(fileName[fileName.index(fileName.startIndex, offsetBy: 3)..<end.lowerBound])
        guard parts.count >= 2 || stem == Self.secondCompiler,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        self.stem = stem
        self.version = String(version)
    }

    /// The libraries by which a directory is known to hold the driver.
    static let landmarks: Set<String> = ["cuda", "nvidia-ml"]

    var isLandmark: Bool { Self.landmarks.contains(stem) }

    /// Whether the library belongs to a driver of this version. Those with versions of their own are interfaces of the
    /// desktop, and the second compiler of the same driver.
    func belongs(to driver: String) -> Bool {
        version == driver || stem == Self.secondCompiler || Self.desktopInterfaces.contains(stem)
    }

    /// None for a library that nobody is known to need.
    var roles: Set<DriverFiles.Role> {
        Set(Self.stems.filter { $0.value.contains(stem) }.keys)
    }

    /// Names by which programs load a library besides its SONAME.
    var furtherNames: [String] {
        switch stem {
        case "cuda", "nvidia-ml", "nvcuvid", "nvidia-encode", "nvidia-opticalflow": ["lib\(stem).so"]
        case "GLX_nvidia": ["libGLX_indirect.so.0"]
        case "nvidia-allocator": ["gbm/nvidia-drm_gbm.so"]
        default: []
        }
    }

    private static let secondCompiler = "nvidia-nvvm70"

    private static let desktopInterfaces: Set<String> = [
        "nvidia-egl-gbm", "nvidia-egl-wayland", "nvidia-egl-wayland2", "nvidia-egl-xcb", "nvidia-egl-xlib",
    ]

    /// The groups of NVIDIA's own container library.
    private static let stems: [DriverFiles.Role: Set<String>] = [
        .utility: ["nvidia-ml", "nvidia-cfg", "nvidia-nscq"],
        .compute: [
            "cuda", "cudadebugger", "nvidia-opencl", "nvidia-gpucomp", "nvidia-ptxjitcompiler",
            "nvidia-fatbinaryloader", "nvidia-allocator", "nvidia-compiler", "nvidia-pkcs11",
            "nvidia-pkcs11-openssl3", "nvidia-nvvm", "nvidia-nvvm70", "nvidia-tileiras",
        ],
        .video: ["nvcuvid", "nvidia-encode", "nvidia-opticalflow", "vdpau_nvidia"],
        .graphics: [
            "nvidia-eglcore", "nvidia-glcore", "nvidia-glsi", "nvidia-tls", "nvidia-rtcore", "nvidia-fbc", "nvidia-ifr",
            "nvidia-glvkspirv", "nvidia-cbl", "nvidia-present", "nvoptix", "GLX_nvidia", "EGL_nvidia",
            "GLESv1_CM_nvidia", "GLESv2_nvidia", "nvidia-gpucomp", "nvidia-allocator", "nvidia-egl-gbm",
            "nvidia-egl-wayland", "nvidia-egl-wayland2", "nvidia-egl-xcb", "nvidia-egl-xlib",
        ],
        .ngx: ["nvidia-ngx"],
    ]
}
