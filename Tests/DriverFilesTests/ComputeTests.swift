import CDI
import DriverFiles
import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// From a host's files to what a container is given.
@Suite("A machine with NVIDIA's driver installed")
struct ComputeTests {
    private let module = "550.54.14"

    @Test func `binds the driver's libraries onto their loader names, once for all devices`() throws {
        let machine = try Machine(driver: module)
        let spec = try #require(CDISpec(inventory: machine.inventory, kind: .standard))
        let mounts = spec.edits.mounts
        for directory in ["/usr/lib64", "/usr/lib", "/usr/lib/x86_64-linux-gnu"] {
            let mount = try #require(mounts.first { $0.containerPath == "\(directory)/libcuda.so.1" })
            #expect(mount.hostPath == "/usr/lib64/libcuda.so.\(module)")
            #expect(mount.options == ["ro", "nosuid", "nodev", "rbind", "rprivate"])
        }
        #expect(mounts.contains { $0.containerPath == "/usr/bin/nvidia-smi" })
        #expect(!mounts.contains { $0.containerPath.contains("libEGL_nvidia") })
        #expect(spec.edits.env.contains("NVIDIA_VISIBLE_DEVICES=void"))
        #expect(!spec.edits.env.contains { $0.hasPrefix("LD_LIBRARY_PATH") })
        #expect(spec.edits.hooks.isEmpty)
        #expect(spec.devices.allSatisfy { $0.edits.mounts.isEmpty && !$0.edits.deviceNodes.isEmpty })
        #expect(spec.version == .v050)
    }

    @Test func `gives other roles' files where they are asked for`() throws {
        let machine = try Machine(driver: module)
        let spec = try #require(CDISpec(inventory: machine.inventory, kind: .standard, roles: [.graphics]))
        #expect(spec.edits.mounts.contains { $0.containerPath == "/usr/lib64/libEGL_nvidia.so.0" })
        #expect(!spec.edits.mounts.contains { $0.containerPath.contains("libcuda") })
    }

    @Test func `of a driver container gives its files and the nodes that it made for itself`() throws {
        let machine = try Machine(driver: nil)
        try machine.moveNodes(below: "/run/nvidia/driver/dev")
        try machine.addDriver(module, in: "/run/nvidia/driver/usr/lib/x86_64-linux-gnu")
        let inventory = try machine.inventory
        #expect(inventory.driverFiles?.root == "/run/nvidia/driver")
        let spec = try #require(CDISpec(inventory: inventory, kind: .standard))
        #expect(
            spec.edits.mounts.contains {
                $0.hostPath == "/run/nvidia/driver/usr/lib/x86_64-linux-gnu/libcuda.so.\(module)"
                    && $0.containerPath == "/usr/lib64/libcuda.so.1"
            })
        let nodes = try #require(spec.devices.first { $0.name == "0000:0f:00.0" }).edits.deviceNodes
        #expect(nodes.contains { $0.path == "/dev/nvidiactl" && $0.hostPath == "/run/nvidia/driver/dev/nvidiactl" })
        #expect(spec.version == .v050)
        #expect(try machine.replayed == inventory)
    }

    /// As a DaemonSet's pod sees its host: kernel and devices as they are, and the host's files elsewhere.
    @Test func `has its driver named as the host does, wherever an agent in a container sees it`() throws {
        let machine = try Machine(driver: nil)
        let seen = try TemporaryDirectory()
        try DriverTree(at: seen.path).addDriver(module, in: "/usr/lib64")
        let inventory = try Survey(of: machine.root, rules: SurveyRules(hostFiles: seen.path)).inventory()
        let spec = try #require(CDISpec(inventory: inventory, kind: .standard))
        #expect(
            spec.edits.mounts.contains {
                $0.hostPath == "/usr/lib64/libcuda.so.\(module)" && $0.containerPath == "/usr/lib64/libcuda.so.1"
            })
        #expect(!spec.fileText.contains(seen.path))
    }

    @Test func `says so where an agent in a container cannot see the host's files`() throws {
        let machine = try Machine(driver: module)
        let inventory = try Survey(of: machine.root, rules: SurveyRules(hostFiles: "/nowhere")).inventory()
        #expect(
            inventory.omissions.contains(
                Omission(
                    what: "files of drivers below /nowhere",
                    why: "/nowhere cannot be read (discovery.hostRoot in the configuration)")))
    }

    @Test func `does not take half a driver container for a driver`() throws {
        let machine = try Machine(driver: nil)
        try machine.addLibrary("cuda", module, in: "/run/nvidia/driver/usr/lib64")
        #expect(try machine.inventory.driverFiles == nil)
        try machine.addLibrary("nvidia-ml", module, in: "/run/nvidia/driver/usr/lib64")
        #expect(try machine.inventory.driverFiles?.version == module)
    }

    @Test func `has its driver where the configuration says`() throws {
        let machine = try Machine(driver: "570.86.10")
        try machine.addDriver(module, in: "/opt/driver/usr/lib64")
        let inventory = try Survey(of: machine.root, rules: SurveyRules(driverRoot: "/opt/driver")).inventory()
        #expect(inventory.driverFiles?.version == module)
        #expect(inventory.driverFiles?.root == "/opt/driver")
    }

    @Test func `offers no GPU whose libraries the loaded module does not fit`() throws {
        let machine = try Machine(driver: "570.86.10")
        let inventory = try machine.inventory
        let gpus = inventory.accelerators.filter { $0.function.driver == "nvidia" && $0.attachment == .native }
            .filter { !$0.readiness.isPending }
        // One is whole, of one there are two MIG instances.
        #expect(gpus.count == 3)
        for gpu in gpus {
            #expect(!gpu.isOffered)
            #expect(gpu.readiness.reason?.contains("570.86.10") == true)
            #expect(gpu.readiness.reason?.contains(module) == true)
        }
        #expect(CDISpec(inventory: inventory, kind: .standard) == nil)
    }

    @Test func `without a user space says so and gives the nodes alone`() throws {
        let machine = try Machine(driver: nil)
        let inventory = try machine.inventory
        #expect(inventory.omissions.contains { $0.what == "user space of the driver nvidia" })
        let spec = try #require(CDISpec(inventory: inventory, kind: .standard))
        #expect(spec.edits.isEmpty)
        #expect(spec.devices.allSatisfy { $0.edits.mounts.isEmpty })
    }

    @Test(arguments: ["550.54.14", "570.86.10"])
    func `is recorded without the libraries' contents, and replayed to the same documents`(version: String) throws {
        let machine = try Machine(driver: version)
        let inventory = try machine.inventory
        let again = try machine.replayed
        #expect(again == inventory)
        #expect(CDISpec(inventory: again, kind: .standard) == CDISpec(inventory: inventory, kind: .standard))
    }

    @Test(arguments: DriverLayout.allCases)
    func `is recorded and replayed with names, links and versions, wherever its host has it`(
        layout: DriverLayout
    ) throws {
        let machine = try Machine(driver: nil)
        try machine.install(layout, module)
        let inventory = try machine.inventory
        let files = try #require(inventory.driverFiles)
        #expect(files.version == module)
        #expect(files.libraries.allSatisfy { $0.path.hasPrefix(layout.directory(module) + "/") })
        let names = Set(files.libraries.flatMap(\.names))
        #expect(names.isSuperset(of: ["libcuda.so.1", "libcuda.so", "libnvidia-ml.so.1", "libnvidia-nvvm.so.4"]))
        #expect(files.files.map(\.containerPath) == ["/usr/bin/nvidia-smi"])
        let replayed = try machine.replayed
        #expect(replayed.driverFiles == files)
        #expect(replayed == inventory)
    }

    /// One that Windows has is behind /dev/dxg, with all others of the machine, and belongs to no PCI function.
    @Test func `is not WSL, whose libraries serve a device that no PCI function has`() throws {
        let directory = try TemporaryDirectory()
        let host = try RecordedHost(
            recording: try directory.put(
                """
                P: /devices/pci0000:00/0000:03:00.0
                E: DRIVER=dxgkrnl
                E: PCI_CLASS=30200
                E: PCI_ID=1414:008E
                E: PCI_SLOT_NAME=0000:03:00.0
                E: SUBSYSTEM=pci
                A: class=0x030200\\n
                A: device=0x008e\\n
                A: vendor=0x1414\\n
                L: driver=../../../bus/pci/drivers/dxgkrnl

                P: /devices/virtual/misc/dxg
                N: dxg
                E: DEVNAME=/dev/dxg
                E: MAJOR=10
                E: MINOR=125
                E: SUBSYSTEM=misc

                """, at: "recording"))
        let tree = DriverTree(at: host.root.path(""))
        let libraries = "/usr/lib/wsl/lib"
        for name in ["libcuda.so.1.1", "libnvidia-ml.so.1"] {
            try tree.write(SharedObject(machine: .x86_64, name: name).minimalFile, to: "\(libraries)/\(name)")
        }
        try tree.link("\(libraries)/libcuda.so.1", to: "libcuda.so.1.1")
        try tree.write([], to: "\(libraries)/nvidia-smi")
        let cache = LoaderCache(entries: [
            .init(name: "libcuda.so.1", path: "\(libraries)/libcuda.so.1", machine: .x86_64)
        ])
        try tree.write(cache.file, to: "/etc/ld.so.cache")
        let inventory = try Survey(of: host.root).inventory()
        #expect(inventory.offered.isEmpty)
        #expect(inventory.accelerators.first?.offer.reason?.contains("/dev/dxg") == true)
        #expect(inventory.omissions.map(\.what) == ["/dev/dxg"])
        #expect(inventory.driverFiles == nil)
        #expect(CDISpec(inventory: inventory, kind: .standard) == nil)
    }

    /// The A100s of a recording, with another user space of the driver than they were recorded with, or none.
    private final class Machine {
        private let directory: TemporaryDirectory
        private let host: RecordedHost

        init(driver: String?) throws {
            directory = try TemporaryDirectory()
            let recording = try #require(text(of: Repository.path("Tests/Hosts/nvidia-a100-mig.umockdev")))
            let own = ["usr/", "etc/alternatives/", "etc/OpenCL/", "lib=", "bin="]
            let bare = recording.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
                !own.contains { line.dropFirst(3).hasPrefix($0) }
            }
            let file = try directory.put(bare.joined(separator: "\n"), at: "recording")
            host = try RecordedHost(recording: file)
            guard let driver else { return }
            let tree = DriverTree(at: host.root.path(""))
            try tree.addDriver(driver, in: "/usr/lib64")
            try tree.link("/etc/alternatives/nvidia-smi", to: "../../opt/nvidia/bin/nvidia-smi")
            try tree.write([], to: "/opt/nvidia/bin/nvidia-smi")
            try tree.link("/usr/bin/nvidia-smi", to: "/etc/alternatives/nvidia-smi")
        }

        func addDriver(_ version: String, in directory: String) throws {
            try DriverTree(at: host.root.path("")).addDriver(version, in: directory)
        }

        func install(_ layout: DriverLayout, _ version: String) throws {
            try layout.install(version, in: DriverTree(at: host.root.path("")))
        }

        func addLibrary(_ stem: String, _ version: String, in directory: String) throws {
            try DriverTree(at: host.root.path("")).addLibrary(stem, version: version, in: directory)
        }

        /// As a driver container has them, whose /dev is its own.
        func moveNodes(below directory: String) throws {
            let tree = DriverTree(at: host.root.path(""))
            for node in try inventory.accelerators.flatMap(\.nodes) where node.path.hasPrefix("/dev/nvidia") {
                guard host.root.exists(node.path) else { continue }
                try tree.move(node.path, to: directory + node.path.dropFirst("/dev".utf8.count))
            }
        }

        var replayed: Inventory {
            get throws {
                let text = try Recorder(root, inventory: inventory).records().joined()
                let directory = try TemporaryDirectory()
                let replayed = try RecordedHost(recording: try directory.put(text, at: "recording"))
                return try Survey(of: replayed.root).inventory()
            }
        }

        var root: HostRoot { host.root }
        var inventory: Inventory { get throws { try Survey(of: host.root).inventory() } }
    }
}
