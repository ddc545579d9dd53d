import DriverFiles
import Hardware
import Sysfs
import Testing

@Suite("The user space of NVIDIA's driver")
struct NVIDIADriverFilesTests {
    private let version = "580.159.04"

    @Test(arguments: [
        "/usr/lib/x86_64-linux-gnu",  // Ubuntu
        "/usr/lib64",  // Fedora, RHEL, SUSE, Gentoo
        "/home/kubernetes/bin/nvidia/lib64",  // Container-Optimized OS
        "/var/lib/nvidia/lib64", "/usr/lib/nvidia/tesla", "/usr/local/glibc/usr/lib", "/run/opengl-driver/lib",
        "/x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla",
        "/opt/nvidia/580.159.04/6.6.95-flatcar/usr/lib64",
    ]) func `is found where distributions put it`(directory: String) throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: directory)
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.version == version)
        #expect(files.triplet == "x86_64-linux-gnu")
        #expect(files.libraries.map(\.path).allSatisfy { $0.hasPrefix(directory + "/") })
        #expect(files.names(of: .compute).contains("libcuda.so.1"))
        #expect(files.names(of: .utility) == ["libnvidia-ml.so.1", "libnvidia-ml.so"])
    }

    @Test func `is found behind Debian's alternatives`() throws {
        let tree = try DriverTree()
        let own = "/usr/lib/x86_64-linux-gnu/nvidia/current"
        try tree.addDriver(version, in: own)
        for name in ["libcuda.so.1", "libnvidia-ml.so.1"] {
            try tree.link("/etc/alternatives/glx--\(name)", to: "\(own)/\(name)")
            try tree.link("/usr/lib/x86_64-linux-gnu/\(name)", to: "/etc/alternatives/glx--\(name)")
        }
        try tree.link("/lib", to: "usr/lib")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.libraries.first { $0.names.contains("libcuda.so.1") }?.path == "\(own)/libcuda.so.\(version)")
        // Each library once, whatever ways lead to it.
        #expect(Set(files.libraries.map(\.path)).count == files.libraries.count)
    }

    @Test func `on NixOS is what the links lead to in the store`() throws {
        let tree = try DriverTree()
        let store = "/nix/store/abc-nvidia-x11-\(version)/lib"
        try tree.addDriver(version, in: store)
        for file in ["libcuda.so.\(version)", "libnvidia-ml.so.\(version)"] {
            try tree.link("/run/opengl-driver/lib/\(file)", to: "\(store)/\(file)")
        }
        try tree.link("/run/opengl-driver/lib/libcuda.so.1", to: "libcuda.so.\(version)")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.libraries.map(\.path) == ["cuda", "nvidia-ml"].map { "\(store)/lib\($0).so.\(version)" })
    }

    @Test func `in a prefix of its own is found by the loader's cache alone`() throws {
        let tree = try DriverTree()
        let directory = "/opt/nvidia/580/usr/lib64"
        try tree.addDriver(version, in: directory)
        try tree.write([], to: "/opt/nvidia/580/usr/bin/nvidia-smi")
        try tree.link("/lib/libcuda.so.1", to: "/nowhere/libcuda.so.1")
        let cache = LoaderCache(entries: [
            .init(name: "libcuda.so.1", path: "\(directory)/libcuda.so.1", machine: .x86_64),
            .init(name: "libcuda.so.1", path: "/lib/libcuda.so.1", machine: .x86_64),
        ])
        try tree.write(cache.file, to: "/etc/ld.so.cache")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.libraries.contains { $0.path == "\(directory)/libcuda.so.\(version)" })
        #expect(
            files.files == [
                .init(
                    path: "/opt/nvidia/580/usr/bin/nvidia-smi", containerPath: "/usr/bin/nvidia-smi",
                    roles: [.utility])
            ])
    }

    /// The one directory that its loader searches is no other distribution's.
    @Test func `on Arch is found by the loader's cache`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib")
        try tree.link("/usr/lib64", to: "lib")
        let cache = LoaderCache(entries: [
            .init(name: "libcuda.so.1", path: "/usr/lib/libcuda.so.1", machine: .x86_64)
        ])
        try tree.write(cache.file, to: "/etc/ld.so.cache")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.libraries.map(\.path).allSatisfy { $0.hasPrefix("/usr/lib/lib") })
        #expect(files.names(of: .compute).contains("libcuda.so.1"))
    }

    @Test func `of a driver container is found below its root, where links are its own`() throws {
        let tree = try DriverTree()
        let root = "/run/nvidia/driver"
        try tree.addDriver(version, in: "\(root)/usr/lib/x86_64-linux-gnu")
        try tree.write([], to: "\(root)/opt/nvidia-smi")
        try tree.link("\(root)/usr/bin/nvidia-smi", to: "/opt/nvidia-smi")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.libraries.allSatisfy { $0.path.hasPrefix("\(root)/usr/lib/x86_64-linux-gnu/") })
        #expect(files.files.map(\.path) == ["\(root)/opt/nvidia-smi"])
    }

    @Test func `is the one that fits the loaded module, where there are two`() throws {
        let tree = try DriverTree()
        try tree.addDriver("570.86.10", in: "/usr/lib64")
        try tree.addDriver(version, in: "/run/nvidia/driver/usr/lib64")
        #expect(try NVIDIADriverFiles(tree.host).find(module: version)?.version == version)
        #expect(try NVIDIADriverFiles(tree.host).find(module: "570.86.10")?.version == "570.86.10")
        #expect(try NVIDIADriverFiles(tree.host).find(module: nil)?.version == "570.86.10")
    }

    @Test func `is the version that programs load, whatever an upgrade has left behind`() throws {
        let tree = try DriverTree()
        try tree.addDriver("999.10.01", in: "/usr/lib64", linked: false)
        try tree.addDriver(version, in: "/usr/lib64")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.version == version)
        #expect(files.libraries.allSatisfy { $0.path.hasSuffix(version) })
    }

    @Test func `is known by its files where ldconfig has made no links`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64", linked: false)
        #expect(try NVIDIADriverFiles(tree.host).find(module: version)?.version == version)
    }

    @Test func `takes loader names from the files themselves`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(
            Set(files.names(of: .compute)) == [
                "libcuda.so.1", "libcuda.so", "libnvidia-ptxjitcompiler.so.1", "libnvidia-nvvm.so.4",
                "libnvidia-gpucomp.so.\(version)",
            ])
        #expect(Set(files.names(of: .graphics)) == ["libEGL_nvidia.so.0", "libnvidia-gpucomp.so.\(version)"])
    }

    @Test func `leaves out libraries of another machine`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64")
        try tree.addLibrary("nvcuvid", version: version, in: "/usr/lib64", machine: .aarch64)
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.names(of: .video).isEmpty)
    }

    @Test func `is for arm64 as well`() throws {
        let tree = try DriverTree()
        for stem in ["cuda", "nvidia-ml"] {
            try tree.addLibrary(stem, version: version, in: "/usr/lib/aarch64-linux-gnu", machine: .aarch64)
        }
        #expect(try NVIDIADriverFiles(tree.host).find(module: version)?.triplet == "aarch64-linux-gnu")
    }

    @Test func `is what the driver's own manifest says it is`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64")
        try tree.addLibrary("nvidia-newpart", version: version, in: "/usr/lib64")
        let rows = [("libnvidia-newpart.so.\(version)", "cuda"), ("libcuda.so.\(version)", "cuda")].map {
            name, category in
            #"{"name": "\#(name)", "type": "LIB", "category": "\#(category)"}"#
        }
        try tree.write(
            Array("[\(rows.joined(separator: ", "))]".utf8),
            to: "/usr/share/nvidia/files.d/sandboxutils-filelist.json")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.names(of: .compute).contains("libnvidia-newpart.so.1"))
    }

    @Test func `is nothing where no driver is installed, and round links end`() throws {
        let tree = try DriverTree()
        #expect(try NVIDIADriverFiles(tree.host).find(module: version) == nil)
        try tree.link("/usr/lib64", to: "/usr/lib64")
        try tree.link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", to: "libcuda.so.1")
        #expect(try NVIDIADriverFiles(tree.host).find(module: version) == nil)
    }

    @Test func `has configuration and programs at their places in a container`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64")
        for path in [
            "/usr/bin/nvidia-smi", "/usr/bin/nvidia-cuda-mps-control", "/etc/OpenCL/vendors/nvidia.icd",
            "/usr/share/vulkan/icd.d/nvidia_icd.json", "/usr/share/glvnd/egl_vendor.d/10_nvidia.json",
        ] { try tree.write([], to: path) }
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version)).files
        #expect(
            files.map(\.containerPath) == [
                "/etc/OpenCL/vendors/nvidia.icd", "/etc/vulkan/icd.d/nvidia_icd.json",
                "/usr/bin/nvidia-cuda-mps-control", "/usr/bin/nvidia-smi",
                "/usr/share/glvnd/egl_vendor.d/10_nvidia.json",
            ])
        #expect(files.map(\.roles) == [[.compute], [.graphics], [.compute], [.utility], [.graphics]])
    }

    /// Flatcar keeps the drivers of earlier kernels and versions beside the one in use.
    @Test func `is the one of the loaded module where versions stand side by side`() throws {
        let tree = try DriverTree()
        for other in ["570.86.10", version, "590.10.01"] {
            try tree.addDriver(other, in: "/opt/nvidia/\(other)/6.6.95-flatcar/usr/lib64")
        }
        try tree.write([], to: "/opt/bin/nvidia-smi")
        let files = try #require(NVIDIADriverFiles(tree.host).find(module: version))
        #expect(files.version == version)
        #expect(files.libraries.allSatisfy { $0.path.hasPrefix("/opt/nvidia/\(version)/6.6.95-flatcar/usr/lib64/") })
        #expect(files.files.map(\.path) == ["/opt/bin/nvidia-smi"])
    }

    @Test func `is remembered until something about it changes`() throws {
        let tree = try DriverTree()
        try tree.addDriver(version, in: "/usr/lib64")
        let memory = DriverFilesMemory()
        let found = try memory.find(on: tree.host, root: nil, module: version)
        #expect(found?.version == version)
        #expect(try memory.find(on: tree.host, root: nil, module: version) == found)
        // A file that is written to in its place, as no installer does, is what only a search would see.
        try tree.write([0], to: "/usr/lib64/libcuda.so.\(version)")
        #expect(try memory.find(on: tree.host, root: nil, module: version) == found)
        try tree.addLibrary("nvcuvid", version: version, in: "/usr/lib64")
        let more = try memory.find(on: tree.host, root: nil, module: version)
        #expect(more?.names(of: .video) == ["libnvcuvid.so.1", "libnvcuvid.so"])
        try tree.addDriver("570.86.10", in: "/opt/other/usr/lib64")
        #expect(try memory.find(on: tree.host, root: "/opt/other", module: nil)?.version == "570.86.10")
    }

    @Test func `is noticed when it comes`() throws {
        let tree = try DriverTree()
        let memory = DriverFilesMemory()
        #expect(try memory.find(on: tree.host, root: nil, module: version) == nil)
        try tree.addDriver(version, in: "/run/nvidia/driver/usr/lib64")
        #expect(try memory.find(on: tree.host, root: nil, module: version)?.root == "/run/nvidia/driver")
    }
}

extension DriverFiles {
    fileprivate func names(of role: Role) -> [String] {
        libraries.filter { $0.roles.contains(role) }.flatMap(\.names)
    }
}
