import CDI
import Documents
import Hardware
import Testing
import TestSupport

@Suite("The CDI spec of an inventory") struct RenderingTests {
    @Test(arguments: Machine.allCases) func `is as it was reviewed`(machine: Machine) throws {
        let spec = try #require(CDISpec(inventory: machine.inventory, kind: .standard))
        expectGolden(spec.json.jsonText, "cdi/\(machine.rawValue).json")
        expectGolden(spec.json.yamlText, "cdi/\(machine.rawValue).yaml")
    }

    @Test(arguments: Machine.allCases)
    func `is a valid file in both forms that reads back as itself`(machine: Machine) throws {
        let spec = try #require(CDISpec(inventory: machine.inventory, kind: .standard))
        for text in [spec.json.jsonText, spec.json.yamlText] {
            let reading = SpecReading(text, newest: .v050)
            #expect(reading.findings == [])
            #expect(reading.spec == spec)
        }
    }

    @Test func `is absent when nothing is offered`() {
        #expect(CDISpec(inventory: Inventory(), kind: .standard) == nil)
        #expect(CDISpec(inventory: Machines.notReady, kind: .standard) == nil)
    }

    @Test func `names a device by address and id, by address, and by its place`() throws {
        let spec = try #require(CDISpec(inventory: Machines.twoMI300, kind: .standard))
        #expect(
            spec.devices.map(\.name) == [
                "0000-41-00-0-0x74a1", "0000:41:00.0", "0", "0000-c1-00-0-0x74a1", "0000:c1:00.0", "1", "all",
            ])
    }

    @Test func `gives all names of a device the same edits`() throws {
        let spec = try #require(CDISpec(inventory: Machines.arcA770, kind: .standard))
        #expect(Set(spec.devices.map(\.edits)).count == 1)
    }

    @Test func `has every native node once in all, and no passed-through one`() throws {
        let amd = try #require(CDISpec(inventory: Machines.twoMI300, kind: .standard)?.devices.last)
        #expect(
            amd.edits.deviceNodes.map(\.path) == [
                "/dev/dri/renderD128", "/dev/dri/renderD129", "/dev/kfd", "/dev/dri/renderD136", "/dev/dri/renderD137",
            ])
        let nvidia = try #require(CDISpec(inventory: Machines.nvidiaBesidePassthrough, kind: .standard)?.devices.last)
        #expect(nvidia.name == "all")
        #expect(!nvidia.edits.deviceNodes.contains { $0.path.contains("vfio") || $0.path == "/dev/iommu" })
    }

    @Test func `gives AMD's devices the render nodes and /dev/kfd, and nothing else`() throws {
        let spec = try #require(CDISpec(inventory: Machines.twoMI300, kind: .standard))
        let device = try #require(spec.devices.first)
        #expect(
            device.edits.deviceNodes.map(\.path) == ["/dev/dri/renderD128", "/dev/dri/renderD129", "/dev/kfd"])
        // Their user space is in the image.
        var nodesAlone = spec
        for index in nodesAlone.devices.indices { nodesAlone.devices[index].edits.deviceNodes = [] }
        #expect(nodesAlone.devices.allSatisfy { $0.edits.isEmpty })
        #expect(spec.edits.isEmpty)
    }

    @Test(arguments: [
        ([DriverFiles.Role.compute, .utility], [String]()),
        ([.compute, .video], ["/dev/dri/card0", "/dev/dri/renderD128"]),
        ([.graphics], ["/dev/dri/card0", "/dev/dri/renderD128", "/dev/nvidia-modeset"]),
        ([.display], ["/dev/dri/card0", "/dev/dri/renderD128", "/dev/nvidia-modeset"]),
    ])
    func `gives NVIDIA's nodes for drawing to those who draw`(roles: [DriverFiles.Role], drawing: [String]) throws {
        let spec = try #require(
            CDISpec(inventory: Machines.nvidiaBesidePassthrough, kind: .standard, roles: Set(roles)))
        let paths = Set(try #require(spec.devices.first).edits.deviceNodes.map(\.path))
        let computing = ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"]
        #expect(paths == Set(computing + drawing))
    }

    @Test func `gives NVIDIA's files to those alone who compute with NVIDIA's driver`() throws {
        let files = DriverFiles(
            version: "580.159.04", triplet: "x86_64-linux-gnu",
            libraries: [
                DriverFiles.Library(
                    path: "/usr/lib64/libcuda.so.580.159.04", names: ["libcuda.so.1"], roles: [.compute])
            ])
        let accelerators = Machines.nvidiaBesidePassthrough.accelerators + Machines.twoMI300.accelerators
        let spec = try #require(
            CDISpec(inventory: Inventory(accelerators: accelerators, driverFiles: files), kind: .standard))
        #expect(spec.edits.isEmpty)
        let users = spec.devices.filter { !$0.edits.mounts.isEmpty }
        #expect(users.map(\.name) == ["0000-17-00-0-0x2330", "0000:17:00.0", "0", "all"])
        #expect(users.allSatisfy { $0.edits.env.contains("NVIDIA_VISIBLE_DEVICES=void") })
        #expect(spec.devices.filter { $0.edits.mounts.isEmpty }.allSatisfy { $0.edits.env.isEmpty })
    }

    private func gaudis(_ modules: [UInt?]) -> Inventory {
        Inventory(
            accelerators: modules.enumerated().map { index, module in
                var gaudi = Machines.accelerator(
                    "0000:\(index)3:00.0", vendor: 0x1da3, device: 0x1020,
                    nodes: [("/dev/accel/accel\(index)", .accel)],
                    driver: "habanalabs")
                gaudi.module = module
                return gaudi
            })
    }

    private func variables(_ spec: CDISpec, of device: String) -> [String] {
        spec.edits.env + (spec.devices.first { $0.name == device }?.edits.env ?? [])
    }

    @Test func `tells Gaudi's libraries what a container has, where that is certain`() throws {
        let two = try #require(CDISpec(inventory: gaudis([3, 5]), kind: .standard))
        #expect(variables(two, of: "all") == ["HABANA_VISIBLE_DEVICES=0,1", "HABANA_VISIBLE_MODULES=3,5"])
        // A container that is given both one by one would keep one value.
        #expect(variables(two, of: "0").isEmpty)
        let one = try #require(CDISpec(inventory: gaudis([3]), kind: .standard))
        #expect(variables(one, of: "0") == ["HABANA_VISIBLE_DEVICES=0", "HABANA_VISIBLE_MODULES=3"])
        let unknown = try #require(CDISpec(inventory: gaudis([3, nil]), kind: .standard))
        #expect(variables(unknown, of: "all") == ["HABANA_VISIBLE_DEVICES=0,1"])
    }

    /// Network interfaces would need CDI 1.1, which podman 4 refuses.
    @Test func `of a Gaudi is one that podman 4 takes`() throws {
        let spec = try #require(CDISpec(inventory: gaudis([3, 5]), kind: .standard))
        #expect(spec.version == .v050)
        #expect(spec.devices.allSatisfy { $0.edits.netDevices.isEmpty })
    }

    @Test func `names NVIDIA's devices by their uuid, too`() throws {
        var inventory = Machines.nvidiaBesidePassthrough.accelerators
        inventory[0].uuid = "GPU-5c1f8e3a-7b40-49d2-a6e1-0f93b2c8d471"
        let spec = try #require(CDISpec(inventory: Inventory(accelerators: inventory), kind: .standard))
        #expect(
            spec.devices.prefix(4).map(\.name) == [
                "0000-17-00-0-0x2330", "0000:17:00.0", "GPU-5c1f8e3a-7b40-49d2-a6e1-0f93b2c8d471", "0",
            ])
    }

    /// A name that stands twice, or is none, would spoil the file for all devices.
    @Test(arguments: ["GPU-1", "GPU-/", "GPU-", "0", "9246f2b1c3d4e5f6"])
    func `names no device by a uuid that several have, or that is no name`(uuid: String) throws {
        var pair = Machines.twoMI300.accelerators
        for index in pair.indices { pair[index].uuid = uuid }
        let spec = try #require(CDISpec(inventory: Inventory(accelerators: pair), kind: .standard))
        #expect(spec.devices.count == 7)
        #expect(SpecReading(spec.json.jsonText, newest: .v050).findings == [])
    }

    @Test func `has no all where everything is passed through`() throws {
        let spec = try #require(CDISpec(inventory: Machines.a2WithVirtualFunctions, kind: .standard))
        #expect(!spec.devices.contains { $0.name == "all" })
    }

    @Test func `leaves the number of a node to the runtime, and the firmware channel on the host`() throws {
        let spec = try #require(CDISpec(inventory: Machines.arcA770, kind: .standard))
        let nodes = spec.devices.flatMap(\.edits.deviceNodes)
        #expect(nodes.allSatisfy { $0.major == nil && $0.minor == nil && $0.hostPath == nil })
        #expect(nodes.allSatisfy { $0.type == .character && $0.permissions == "rw" })
        #expect(!nodes.contains { $0.path == "/dev/mei0" })
    }

    @Test func `leaves out a device without nodes, which would spoil the file, and keeps the others' numbers`() throws {
        let bare = Machines.accelerator("0000:01:00.0", vendor: 0x1002, device: 1, nodes: [("/dev/mei0", .mei)])
        let spec = try #require(
            CDISpec(inventory: Inventory(accelerators: [bare] + Machines.arcA770.accelerators), kind: .standard))
        #expect(spec.devices.map(\.name) == ["0000-03-00-0-0x56a0", "0000:03:00.0", "1", "all"])
        #expect(CDISpec(inventory: Inventory(accelerators: [bare]), kind: .standard) == nil)
    }

    @Test func `does not depend on the order of what was found`() throws {
        let forward = Machines.twoMI300.accelerators
        let backward = forward.reversed().map { accelerator in
            var accelerator = accelerator
            accelerator.nodes.reverse()
            return accelerator
        }
        let texts = [forward, backward].map {
            CDISpec(inventory: Inventory(accelerators: $0), kind: .standard)?.json.jsonText
        }
        #expect(texts[0] == texts[1])
    }

    @Test func `of 640 functions has each name once and stays within 0.5.0`() throws {
        let functions = (0..<640).map { index in
            let address =
                "0000:\(hexadecimal(index / 256 + 16, digits: 2)):\(hexadecimal(index / 8 % 32, digits: 2)).\(index % 8)"
            return Machines.accelerator(
                address, vendor: 0x8086, device: 0x56c0, nodes: [("/dev/dri/renderD\(128 + index)", .render)])
        }
        let spec = try #require(CDISpec(inventory: Inventory(accelerators: functions), kind: .standard))
        #expect(spec.devices.count == 640 * 3 + 1)
        #expect(SpecReading(spec.json.jsonText, newest: .v050).spec == spec)
    }

    /// As `nvidia-smi -L` counts them.
    @Test func `names MIG instances by the place of their GPU and by their own`() throws {
        func gpu(_ address: String, instances: Int) throws -> [Accelerator] {
            let whole = try #require(Machines.nvidiaBesidePassthrough.offered.first { $0.attachment == .native })
            return try (0..<instances).map { index in
                var instance = whole
                instance.function.address = try #require(PCIAddress(address))
                instance.partition = Partition(
                    parent: whole.name,
                    division: .mig(gpuInstance: UInt16(index), computeInstance: 0, profile: nil), index: index)
                return instance
            }
        }
        var second = try gpu("0000:02:00.0", instances: 1)
        second[0].partition = nil
        let accelerators = try gpu("0000:01:00.0", instances: 2) + second + gpu("0000:03:00.0", instances: 1)
        let spec = try #require(CDISpec(inventory: Inventory(accelerators: accelerators), kind: .standard))
        let places = spec.devices.map(\.name).filter { $0.count <= 3 }
        #expect(places == ["0:0", "0:1", "1", "2:0", "all"])
        // The address is the GPU's, and would name several.
        #expect(spec.devices.contains { $0.name == "0000:02:00.0" })
        #expect(!spec.devices.contains { $0.name == "0000:01:00.0" })
    }
}
