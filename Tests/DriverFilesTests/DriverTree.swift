import DriverFiles
import Glibc
import Sysfs
import TestSupport
import Testing

/// A driver's user space on a host, of which there is nothing else unless it is said.
struct DriverTree {
    private let root: String
    /// Kept, because it goes away with its value.
    private let directory: TemporaryDirectory?

    init() throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        root = directory.path
        try makeDirectory("/sys")
    }

    /// In a host that is there already.
    init(at root: String) {
        self.root = root
        directory = nil
    }

    var host: HostRoot { get throws { try HostRoot(directory: root) } }

    func makeDirectory(_ path: String) throws {
        var made = root
        for part in path.split(separator: "/") {
            made += "/\(part)"
            try #require(mkdir(made, 0o755) == 0 || errno == EEXIST)
        }
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try makeDirectory(String(path[..<(try #require(path.lastIndex(of: "/")))]))
        let file = open(root + path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }

    func move(_ path: String, to target: String) throws {
        try makeDirectory(String(target[..<(try #require(target.lastIndex(of: "/")))]))
        try #require(rename(root + path, root + target) == 0)
    }

    func link(_ path: String, to target: String) throws {
        try makeDirectory(String(path[..<(try #require(path.lastIndex(of: "/")))]))
        try #require(symlink(target, root + path) == 0)
    }

    /// A library as ldconfig leaves it: the file with the version in its name, and a link of the SONAME.
    func addLibrary(
        _ stem: String, version: String, name: String? = nil, in libraries: String, linked: Bool = true,
        machine: SharedObject.Machine = .x86_64
    ) throws {
        let file = "lib\(stem).so.\(version)"
        let name = name ?? "lib\(stem).so.1"
        try write(SharedObject(machine: machine, name: name).minimalFile, to: "\(libraries)/\(file)")
        if linked, name != file { try link("\(libraries)/\(name)", to: file) }
    }

    /// What every driver has at least.
    func addDriver(_ version: String, in libraries: String, linked: Bool = true) throws {
        for stem in ["cuda", "nvidia-ml", "nvidia-ptxjitcompiler"] {
            try addLibrary(stem, version: version, in: libraries, linked: linked)
        }
        try addLibrary("nvidia-nvvm", version: version, name: "libnvidia-nvvm.so.4", in: libraries, linked: linked)
        try addLibrary(
            "nvidia-gpucomp", version: version, name: "libnvidia-gpucomp.so.\(version)", in: libraries, linked: linked)
        try addLibrary("EGL_nvidia", version: version, name: "libEGL_nvidia.so.0", in: libraries, linked: linked)
    }
}
