import Hardware
import HostBuilding
import Survey
import SystemPackage
import TestSupport
import Testing

@Suite("A product's name from pci.ids") struct NameTests {
    private static func list(_ date: String, _ name: String) -> String {
        "#\n#\tList of PCI ID's\n#\n#\tVersion: 0\n#\tDate:    \(date)\n#\n\n8086  Intel\n\t56a0  Chip [\(name)]\n"
    }

    @Test func `is in the list that a person chose, however old`() throws {
        let chosen = try TemporaryDirectory()
        let path = try chosen.put(Self.list("1999-01-01", "Chosen"), at: "pci.ids")
        let inventory = try Machine.inventory(.oneReadyGPU(), SurveyRules(nameList: FilePath(path)))
        let name = try inventory.accelerator("0000:03:00.0").function.name
        #expect(name.product == "Chosen")
        #expect(name.vendor == "Intel")
    }

    @Test(arguments: ["/no/such/pci.ids", "/dev"])
    func `is absent where the chosen list is none, and that is said`(list: String) throws {
        let inventory = try Machine.inventory(.oneReadyGPU(), SurveyRules(nameList: FilePath(list)))
        #expect(try inventory.accelerator("0000:03:00.0").function.name == ProductName())
        #expect(
            inventory.omissions == [
                Omission(
                    what: "names of \(list)",
                    why: "the file cannot be read (pciIDs in the configuration)")
            ])
    }
}
