import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A GPU in MIG mode") struct MIGTests {
    /// One GPU with these capabilities, by path and minor number of their nodes, all of which are there.
    private func machine(_ capabilities: [String: String]) throws -> Machine {
        var host = HostBuilder.oneReadyGPU(driver: "nvidia", ids: (0x10de, 0x20b0))
        host.setFile(
            "proc/devices", to: "Character devices:\n195 nvidia-frontend\n509 nvidia-uvm\n237 nvidia-caps\n")
        host.setFile(
            "proc/driver/nvidia/gpus/0000:03:00.0/information",
            to: "Model: \t\t NVIDIA A100-SXM4-40GB\nGPU UUID: \t GPU-01234567-89ab-cdef-0123-456789abcdef\n"
                + "Device Minor: \t 2\n")
        for (path, minor) in capabilities {
            host.setFile(
                "proc/driver/nvidia/capabilities/gpu2/mig/\(path)",
                to: "DeviceFileMinor: \(minor)\nDeviceFileMode: 292\nDeviceFileModify: 1\n")
        }
        let machine = try Machine(host)
        for node in ["nvidia2", "nvidiactl", "nvidia-uvm"] + capabilities.values.map({ "nvidia-caps/nvidia-cap\($0)" })
        {
            try machine.files.put("", at: "dev/\(node)")
        }
        return machine
    }

    private let two = [
        "gi1/access": "282", "gi1/ci0/access": "283", "gi10/access": "363", "gi10/ci1/access": "365",
    ]

    @Test func `is offered as its instances, each with the nodes that give access to it`() throws {
        let inventory = try machine(two).inventory()
        #expect(
            inventory.accelerators.map(\.name.description) == [
                "0000-03-00-0-0x20b0", "0000-03-00-0-0x20b0-mig-gi1-ci0", "0000-03-00-0-0x20b0-mig-gi10-ci1",
            ])
        let whole = try #require(inventory.accelerators.first)
        #expect(whole.offer.reason == "divided into 2 MIG instances, which are devices of their own")
        #expect(whole.uuid == "GPU-01234567-89ab-cdef-0123-456789abcdef")
        #expect(!whole.nodes.contains { $0.kind == .nvidiaCapability })
        #expect(
            inventory.offered.map(\.paths)
                == [[283, 282], [363, 365]].map { capabilities in
                    ["/dev/nvidia2", "/dev/nvidiactl", "/dev/nvidia-uvm"]
                        + capabilities.sorted().map { "/dev/nvidia-caps/nvidia-cap\($0)" }
                })
        for (index, instance) in inventory.offered.enumerated() {
            #expect(instance.type == .partition)
            #expect(instance.partition?.parent == whole.name)
            #expect(instance.partition?.index == index)
            #expect(instance.partition?.profile == nil)
            #expect(instance.uuid == nil)
            #expect(instance.memory == nil)
            #expect(instance.function.name.product == "NVIDIA A100-SXM4-40GB")
        }
    }

    /// They make and watch instances, those of others too.
    @Test func `gives nobody the nodes by which MIG is managed`() throws {
        let machine = try machine(two)
        for node in ["nvidia-cap1", "nvidia-cap2"] { try machine.files.put("", at: "dev/nvidia-caps/\(node)") }
        let paths = try machine.inventory().accelerators.flatMap(\.paths)
        #expect(!paths.contains { $0.hasSuffix("nvidia-cap1") || $0.hasSuffix("nvidia-cap2") })
        #expect(paths.contains("/dev/nvidia-caps/nvidia-cap282"))
    }

    @Test func `waits for the nodes of an instance, and offers the others`() throws {
        let machine = try machine(two)
        machine.files.remove("dev/nvidia-caps/nvidia-cap283")
        let inventory = try machine.inventory()
        #expect(inventory.offered.map(\.name.description) == ["0000-03-00-0-0x20b0-mig-gi10-ci1"])
        #expect(
            inventory.accelerators[1].readiness
                == .pending(
                    "/dev/nvidia-caps/nvidia-cap283 is not there yet; `nvidia-modprobe -f "
                        + "/proc/driver/nvidia/capabilities/gpu2/mig/gi1/ci0/access` makes it"))
    }

    @Test func `gives no instance whose nodes the driver does not name`() throws {
        var capabilities = two
        capabilities["gi1/ci0/access"] = "?"
        let inventory = try machine(capabilities).inventory()
        #expect(
            inventory.accelerators[1].readiness.reason
                == "/proc/driver/nvidia/capabilities/gpu2/mig/gi1/ci0/access does not say by which node the instance is "
                + "used")
    }

    @Test func `without a compute instance gives nothing, and says what makes one`() throws {
        let inventory = try machine(["gi1/access": "282"]).inventory()
        #expect(inventory.accelerators.count == 1)
        #expect(inventory.accelerators[0].offer.reason?.contains("nvidia-smi mig -cci") == true)
    }

    @Test(arguments: [[:], ["gi/access": "3", "gi+1/access": "3", "gi70000/access": "3", "other/access": "3"]])
    func `is a whole GPU where nothing says that it is divided`(capabilities: [String: String]) throws {
        let inventory = try machine(capabilities).inventory()
        #expect(inventory.offered.map(\.name.description) == ["0000-03-00-0-0x20b0"])
    }
}
