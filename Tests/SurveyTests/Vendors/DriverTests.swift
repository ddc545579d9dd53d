import Glibc
import Hardware
import HostBuilding
import Recording
import Survey
import TestSupport
import Testing

@Suite("A driver's word on its device") struct DriverTests {
    let gpu: PCIAddress = "0000:03:00.0"

    @Test func `fails an Intel card that only takes firmware`() throws {
        let host = HostBuilder.oneGPU(attributes: ["survivability_mode": "Runtime"])
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.readiness == .failed("xe is in survivability mode: only its firmware can be updated"))
        #expect(!device.isOffered)
    }

    @Test(arguments: [
        ("operational", "ready"), ("Operational", "ready"), ("in reset", "pending"), ("In reset", "pending"),
        ("in reset after device release", "pending"), ("needs reset", "pending"),
        ("in device creation", "pending"), ("disabled", "failed"), ("Malfunction", "failed"),
    ])
    func `decides whether a Gaudi can be used`(status: String, state: String) throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                gpu, vendorID: PCIID(0x1da3), deviceID: PCIID(0x1020), pciClass: .processingAccelerator,
                driver: "habanalabs", attributes: ["status": status]))
        host.add("accel/accel0", below: gpu, subsystem: "accel", node: HostNode("accel/accel0", major: 261, minor: 0))
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.readiness.state == state)
        #expect(device.isOffered == (state == "ready"))
        #expect(state == "ready" || device.offer.reason?.lowercased().contains(status.lowercased()) == true)
    }

    @Test func `gives a Gaudi its monitoring node and the files that describe its ports`() throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                gpu, vendorID: PCIID(0x1da3), deviceID: PCIID(0x1020), pciClass: .processingAccelerator,
                driver: "habanalabs", attributes: ["module_id": "3"]))
        host.add("accel/accel0", below: gpu, subsystem: "accel", node: HostNode("accel/accel0", major: 261, minor: 0))
        host.add(
            "accel/accel_controlD0", below: gpu, subsystem: "accel",
            node: HostNode("accel/accel_controlD0", major: 261, minor: 64))
        let machine = try Machine(host)
        #expect(try machine.inventory().accelerator(gpu).paths == ["/dev/accel/accel0", "/dev/accel/accel_controlD0"])
        #expect(try machine.inventory().accelerator(gpu).configurationFiles == [])
        #expect(try machine.inventory().accelerator(gpu).module == 3)
        for name in ["macAddrInfo.json", "other.json"] { try machine.files.put("{}", at: "etc/habanalabs/\(name)") }
        // Not a file that could be read.
        try machine.files.put("", at: "etc/habanalabs/gaudinet.json/file")
        let inventory = try machine.inventory()
        #expect(try inventory.accelerator(gpu).configurationFiles == ["/etc/habanalabs/macAddrInfo.json"])
        // A recording tells that they are there, and not the addresses in them.
        let text = Recorder(machine.root, inventory: inventory).records().joined()
        #expect(!text.contains("{}"))
        let replayed = try RecordedHost(recording: try machine.files.put(text, at: "recording"))
        #expect(
            try Survey(of: replayed.root).inventory().accelerator(gpu).configurationFiles
                == ["/etc/habanalabs/macAddrInfo.json"])
    }

    /// Other drivers' accelerators may have one as well.
    @Test func `gives nobody else a monitoring node`() throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                gpu, vendorID: PCIID(0x8086), deviceID: PCIID(0x7d1d), pciClass: .processingAccelerator,
                driver: "intel_vpu"))
        for (name, minor) in [("accel0", 0), ("accel_controlD0", 64)] {
            host.add(
                "accel/\(name)", below: gpu, subsystem: "accel",
                node: HostNode("accel/\(name)", major: 261, minor: minor))
        }
        #expect(try Machine.inventory(host).accelerator(gpu).paths == ["/dev/accel/accel0"])
    }

    @Test func `reaches a Gaudi of an old kernel by its old nodes`() throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                gpu, vendorID: PCIID(0x1da3), deviceID: PCIID(0x1000), pciClass: .processingAccelerator,
                driver: "habanalabs"))
        for (name, minor) in [("hl0", 0), ("hl_controlD0", 1)] {
            host.add(
                "habanalabs/\(name)", below: gpu, subsystem: "habanalabs",
                node: HostNode(name, major: 235, minor: minor))
        }
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.nodes.map(\.kind) == [.accel, .accelControl])
        #expect(device.paths == ["/dev/hl0", "/dev/hl_controlD0"])
        #expect(device.isOffered)
    }

    @Test(arguments: [
        ("pci-stub", "held only: driver pci-stub gives it no node"),
        ("pci-pf-stub", "held only: driver pci-pf-stub gives it no node"),
        ("pciback", "held only: driver pciback gives it no node"),
        ("gim", "serves virtual functions only"), ("dxgkrnl", "/dev/dxg"), ("hyperv_drm", "display only"),
        ("xclmgmt", "management only"), ("nvidiafb", "display only"),
    ])
    func `that never gives a node leaves nothing to wait for`(driver: String, reason: String) throws {
        let inventory = try Machine.inventory(.oneGPU(driver: driver, ids: (0x10de, 0x2330)))
        let device = try inventory.accelerator(gpu)
        #expect(device.readiness == .ready)
        #expect(device.attachment == nil)
        #expect(device.offer.reason?.contains(reason) == true)
        #expect(!inventory.hasPending)
    }

    @Test func `is not believed of a UVM node that leads elsewhere`() throws {
        let machine = try Machine(nvidia())
        for node in ["nvidia2", "nvidiactl"] { try machine.files.put("", at: "dev/\(node)") }
        try #require(mknod("\(machine.files.path)/dev/nvidia-uvm", S_IFCHR | 0o600, 0) == 0)
        let device = try machine.inventory().accelerator(gpu)
        #expect(
            device.readiness
                == .pending(
                    "/dev/nvidia-uvm has the number 0:0, but its driver's is 511:0; remove the node and have it made anew"
                ))
        #expect(device.nodes.last.map { [$0.major, $0.minor] } == [0, 0])
    }

    @Test func `that is missing for an NVIDIA GPU leaves it pending`() throws {
        let host = HostBuilder.oneGPU(driver: "nvidia", ids: (0x10de, 0x20b0))
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.readiness.state == "pending")
        #expect(device.readiness.reason?.contains("/proc/driver/nvidia/gpus/0000:03:00.0") == true)
    }

    @Test func `names the NVIDIA node that user space has yet to make`() throws {
        let machine = try Machine(nvidia())
        let path = "proc/driver/nvidia/gpus/0000:03:00.0/information"
        #expect(machine.files.text(of: path) != nil)
        #expect(
            try machine.inventory().accelerator(gpu).readiness
                == .pending("driver nvidia is bound, but /dev/nvidia2 is not there yet; nvidia-modprobe makes it"))
        try machine.files.put("", at: "dev/nvidia2")
        #expect(
            try machine.inventory().accelerator(gpu).readiness
                == .pending("driver nvidia is bound, but /dev/nvidiactl is not there yet; nvidia-modprobe makes it"))
        try machine.files.put("", at: "dev/nvidiactl")
        let device = try machine.inventory().accelerator(gpu)
        #expect(device.readiness == .ready)
        #expect(device.paths == ["/dev/nvidia2", "/dev/nvidiactl"])
        #expect(device.nodes.map(\.major) == [195, 195])
        #expect(device.nodes.map(\.minor) == [2, 255])
    }

    @Test func `identifies an NVIDIA GPU, but not by question marks`() throws {
        let known = try Machine.inventory(nvidia()).accelerator(gpu)
        #expect(known.uuid == "GPU-01234567-89ab-cdef-0123-456789abcdef")
        #expect(known.vbiosVersion == "92.00.45.00.03")
        #expect(known.firmwareVersion == "550.54.14")
        #expect(known.function.name.product == "NVIDIA A100-SXM4-40GB")
        #expect(known.function.name.productSource == .driver)
        #expect(known.function.driverVersion == "550.54.14")
        let unknown = try Machine.inventory(nvidia(uuid: "GPU-????????-????-????-????-????????????", firmware: "N/A"))
            .accelerator(gpu)
        #expect(unknown.uuid == nil)
        #expect(unknown.firmwareVersion == nil)
    }

    @Test func `keeps an excluded NVIDIA GPU from being offered`() throws {
        let device = try Machine.inventory(nvidia(excluded: "Yes")).accelerator(gpu)
        #expect(device.readiness == .failed("kept from all users by the NVIDIA driver's configuration"))
    }

    @Test(arguments: ["mdev_supported_types/nvidia-742/available_instances", "nvidia/creatable_vgpu_types"])
    func `that makes virtual GPUs of a function leaves containers nothing of it`(file: String) throws {
        var host = HostBuilder.oneGPU(driver: "nvidia", ids: (0x10de, 0x25b6))
        host.addVirtualFunctions(to: gpu, total: 16, enabled: 1, offset: 4) { _, address in
            .gpu(address, driver: "nvidia", ids: (0x10de, 0x25b6), attributes: [file: "1"])
        }
        let device = try Machine.inventory(host).accelerator("0000:03:00.4")
        #expect(device.readiness == .ready)
        #expect(device.attachment == nil)
        #expect(
            device.offer.reason
                == "serves virtual GPUs only: driver nvidia gives it no node of its own")
    }

    @Test func `is asked of an AMD card without partition files, too`() throws {
        let device = try Machine.inventory(
            .oneReadyGPU(
                driver: "amdgpu", ids: (0x1002, 0x744c),
                attributes: [
                    "mem_info_vram_total": "25753026560", "unique_id": "9f3d1e7ab25c6d48", "serial_number": "",
                    "vbios_version": "113-D70401XT-P11",
                ])
        ).accelerator(gpu)
        #expect(device.isOffered)
        #expect(device.memory == DeviceMemory(bytes: 25_753_026_560, source: .vramTotal))
        #expect(device.uuid == "9f3d1e7ab25c6d48")
        #expect(device.serial == nil)
        #expect(device.vbiosVersion == "113-D70401XT-P11")
    }

    @Test func `is no identity where it is zeros`() throws {
        let host = HostBuilder.oneReadyGPU(
            driver: "amdgpu", ids: (0x1002, 0x744c), attributes: ["unique_id": "0000000000000000"])
        #expect(try Machine.inventory(host).accelerator(gpu).uuid == nil)
    }

    private func nvidia(
        uuid: String = "GPU-01234567-89ab-cdef-0123-456789abcdef", firmware: String = "550.54.14",
        excluded: String = "No"
    ) -> HostBuilder {
        var host = HostBuilder.oneGPU(driver: "nvidia", ids: (0x10de, 0x20b0))
        host.setFile("proc/devices", to: "Character devices:\n  1 mem\n195 nvidia-frontend\n511 nvidia-uvm\n")
        host.setFile(
            "proc/driver/nvidia/version",
            to: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\n")
        host.setFile(
            "proc/driver/nvidia/gpus/0000:03:00.0/information",
            to: """
                Model: \t\t NVIDIA A100-SXM4-40GB
                IRQ:   \t\t 120
                GPU UUID: \t \(uuid)
                Video BIOS: \t 92.00.45.00.03
                Bus Type: \t PCIe
                Bus Location: \t 0000:03:00.0
                Device Minor: \t 2
                GPU Firmware: \t \(firmware)
                GPU Excluded:\t \(excluded)

                """)
        return host
    }
}
