import HostBuilding
import TestSupport
import Testing

/// Each is compared byte for byte, but for the names that pci.ids gives.
@Suite("A machine's documents") struct DocumentTests {
    @Test(arguments: RecordedMachine.all) func `are the inventory as JSON`(machine: RecordedMachine) async throws {
        let text = try await Apus.document(["inventory", "-o", "json"], host: machine.path)
        expectGolden(text.withoutNames, "inventory/\(machine.name).json")
    }

    @Test(arguments: RecordedMachine.all) func `are the inventory as YAML`(machine: RecordedMachine) async throws {
        let text = try await Apus.document(["inventory", "-o", "yaml"], host: machine.path)
        expectGolden(text.withoutNames, "inventory/\(machine.name).yaml")
    }

    @Test(arguments: RecordedMachine.all) func `are the inventory as a tree`(machine: RecordedMachine) async throws {
        let text = try await Apus.document(["inventory", "-o", "tree"], host: machine.path)
        expectGolden(text.withoutProductLabels, "inventory/\(machine.name).tree")
    }

    @Test(arguments: RecordedMachine.all) func `are the inventory as a table of all`(machine: RecordedMachine)
        async throws
    {
        let text = try await Apus.document(["inventory", "-o", "table", "--all"], host: machine.path)
        expectGolden(text.withoutProductColumn, "inventory/\(machine.name).table")
    }

    @Test(arguments: RecordedMachine.all) func `are the CDI spec`(machine: RecordedMachine) async throws {
        expectGolden(try await Apus.document(["cdi"], host: machine.path), "cdi/hosts/\(machine.name).json")
    }

    @Test(arguments: RecordedMachine.all) func `are the slices`(machine: RecordedMachine) async throws {
        let text = try await Apus.document(["slices"], host: machine.path)
        expectGolden(text.withoutNameAttributes, "slices/hosts/\(machine.name).yaml")
    }

    /// Ids that every pci.ids since 2023 has.
    @Test(
        arguments: [
            (RecordedMachine.arc, "Intel Corporation", "DG2", "Arc A770", "Arc", "A770"),
            (.ampere, "NVIDIA Corporation", "GA100", "NVIDIA A100-SXM4-40GB", nil, "A100 SXM4 40GB"),
        ] as [(RecordedMachine, String, String, String, String?, String)])
    func `name the product as its driver or pci.ids has it`(
        machine: RecordedMachine, vendor: String, architecture: String, product: String, family: String?, model: String
    ) async throws {
        let inventory = try await Apus.document(["inventory", "-o", "json"], host: machine.path)
        #expect(inventory.contains("\"vendorName\": \"\(vendor)\",\n"))
        #expect(inventory.contains("\"productName\": \"\(product)\",\n"))
        #expect(inventory.contains("\"model\": \"\(model)\",\n"))
        #expect(inventory.contains("\"architecture\": \"\(architecture)\",\n"))
        #expect(family == nil || inventory.contains("\"family\": \"\(family ?? "")\",\n"))
        let table = try await Apus.document(["inventory"], host: machine.path)
        #expect(table.contains("  \(product)  "))
        let slices = try await Apus.document(["slices", "--node-name", "n"], host: machine.path)
        #expect(slices.contains("      productName:\n        string: \(product)\n"))
    }

    /// Of a machine with a card of each family that is no GPU.
    @Test func `give each family its own nodes`() async throws {
        let directory = try TemporaryDirectory()
        try HostBuilder.everyFamily().write(to: directory.path)
        expectGolden(try await Apus.document(["cdi"], host: directory.path), "cdi/hosts/families.json")
        let slices = try await Apus.document(["slices"], host: directory.path)
        expectGolden(slices.withoutNameAttributes, "slices/hosts/families.yaml")
        let recording = directory.path + "/families.umockdev"
        #expect(try await Apus.run(["record", recording], host: directory.path).status == 0)
        #expect(try await Apus.document(["cdi"], host: recording) == Apus.document(["cdi"], host: directory.path))
    }

    @Test(arguments: [RecordedMachine.flex, .instinct])
    func `stay the same when they are made again`(machine: RecordedMachine) async throws {
        for arguments in [["inventory", "-o", "json"], ["cdi"], ["slices"]] {
            let first = try await Apus.document(arguments, host: machine.path)
            #expect(try await Apus.document(arguments, host: machine.path) == first)
        }
    }

    @Test(arguments: ["json", "yaml", "tree"])
    func `are the whole inventory in every form but tables`(form: String) async throws {
        let host = RecordedMachine.flex.path
        let plain = try await Apus.run(["inventory", "-o", form], host: host)
        let all = try await Apus.run(["inventory", "-o", form, "--all"], host: host)
        #expect(plain.output == all.output)
        #expect(plain.errors == "")
    }
}
