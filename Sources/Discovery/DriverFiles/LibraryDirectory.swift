/// A directory that holds NVIDIA's libraries, of the version that programs would load from it.
struct LibraryDirectory {
    /// Below the driver's root, with all links resolved.
    let path: String
    let version: String
    private let names: [String]

    /// Nil where no such library is there.
    init?(_ path: String, in root: DriverRoot) {
        guard let names = root.libraries(in: path) else { return nil }
        let landmarks = NVIDIALibrary.landmarks.sorted()
        let loaded = landmarks.lazy.compactMap { stem -> String? in
            guard names.contains("lib\(stem).so.1"), let target = root.resolve("\(path)/lib\(stem).so.1") else {
                return nil
            }
            return NVIDIALibrary(fileName: target.lastPart)?.version
        }.first
        // Where ldconfig has not run yet there are no such links.
        let installed = names.sorted().lazy.compactMap(NVIDIALibrary.init).first { $0.isLandmark }?.version
        guard let version = loaded ?? installed else { return nil }
        self.path = path
        self.names = names
        self.version = version
    }

    /// Whether all is there by which a directory is known.
    var isComplete: Bool {
        NVIDIALibrary.landmarks.isSubset(of: libraries(of: version).map(\.library.stem))
    }

    /// By file name.
    func libraries(of version: String) -> [(fileName: String, library: NVIDIALibrary)] {
        names.sorted().compactMap { name in
            NVIDIALibrary(fileName: name).flatMap { $0.belongs(to: version) ? (name, $0) : nil }
        }
    }

    /// The known ones, and those whose path has versions in it.
    static func all(in root: DriverRoot) -> [String] {
        // Flatcar: `/opt/nvidia/DRIVER/KERNEL/usr/lib64`.
        let versioned = root.names(in: versions).sorted().flatMap { driver in
            root.names(in: "\(versions)/\(driver)").sorted().map { "\(versions)/\(driver)/\($0)/usr/lib64" }
        }
        return known + versioned
    }

    static let versions = "/opt/nvidia"

    /// Distributions and drivers' own installers, in the order in which they are tried.
    static let known: [String] = {
        let triplets = [SharedObject.Machine.x86_64, .aarch64].map(\.triplet)
        let systems = ["/usr/lib", "/lib"].flatMap { parent in
            ["\(parent)64"] + triplets.flatMap { ["\(parent)/\($0)", "\(parent)/\($0)/nvidia/current"] }
        }
        return systems + [
            "/run/opengl-driver/lib",  // NixOS
            "/home/kubernetes/bin/nvidia/lib64", "/var/lib/nvidia/lib64",  // Container-Optimized OS
            "/usr/lib/nvidia/tesla",  // Bottlerocket until 2026, below a root of its own
            "/x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla",
            "/aarch64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla",
            "/usr/local/glibc/usr/lib",  // Talos
            "/usr/local/nvidia/lib64",
        ]
    }()
}
