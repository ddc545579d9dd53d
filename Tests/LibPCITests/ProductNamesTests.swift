import Hardware
import LibPCI
import SystemPackage
import TestSupport
import Testing

@Suite("The names of pci.ids") struct ProductNamesTests {
    private static let text = """
        # A list.

        8086  Intel Corporation
        \t56a0  DG2 [Arc A770]
        # Comments stand anywhere.
        \t\t8086 1020  A subsystem
        \t56a1 \tOne with blanks  \t
        10de  NVIDIA Corporation
        \t56a0  Not Intel's
        ffff  Illegal Vendor ID
        C 03  Display controller
        \t00  VGA compatible controller

        """
    private static let arc = ProductID(vendor: PCIID(0x8086), device: PCIID(0x56a0))

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func name(_ vendor: UInt16, _ device: UInt16, _ text: String = text) throws -> ProductName? {
        let id = ProductID(vendor: PCIID(vendor), device: PCIID(device))
        let file = FilePath(try directory.put(text, at: "pci.ids"))
        return ProductNames(file: file).names(of: [id])[id]
    }

    @Test func `are those of a vendor's own devices, comments between them or not`() throws {
        #expect(try name(0x8086, 0x56a0) == ProductName(vendor: "Intel Corporation", entry: "DG2 [Arc A770]"))
        #expect(try name(0x8086, 0x56a1) == ProductName(vendor: "Intel Corporation", entry: "One with blanks"))
        #expect(try name(0x10de, 0x56a0) == ProductName(vendor: "NVIDIA Corporation", entry: "Not Intel's"))
    }

    @Test func `are absent as far as the list has none`() throws {
        #expect(try name(0x8086, 0x8086) == ProductName(vendor: "Intel Corporation"))
        #expect(try name(0x10de, 0x56a1) == ProductName(vendor: "NVIDIA Corporation"))
        #expect(try name(0x1002, 0x56a0) == ProductName())
        #expect(ProductNames(file: "/nonexistent").names(of: [Self.arc])[Self.arc] == nil)
    }

    @Test(arguments: ["", "8086", "8086  ", "\t56a0  Nobody's\n", "808  x\n", "8086  Intel\n\t56a0\n\t56", "\0\n\n\n"])
    func `survive a list that makes no sense`(text: String) throws {
        #expect(try name(0x8086, 0x56a0, text)?.entry?.text == nil)
    }

    @Test func `are found across the pieces in which the list is read`() throws {
        for padding in (65_536 - 60)..<65_536 {
            let text = "#" + String(repeating: "x", count: padding) + "\n8086  Intel\n\t56a0  Arc A770\n"
            #expect(try name(0x8086, 0x56a0, text) == ProductName(vendor: "Intel", entry: "Arc A770"))
        }
    }

    /// Lists are sorted by vendor; somebody's own need not be.
    @Test(arguments: [true, false])
    func `are found of every vendor in a long list, sorted or not`(isSorted: Bool) throws {
        let vendors = (1...200).map { UInt16($0 * 257) }
        let lines = vendors.map { vendor in
            let devices = (0..<Int(vendor % 97)).map { "\t\(hexadecimal($0, digits: 4))  Device \($0)\n" }
            return "\(hexadecimal(vendor, digits: 4))  Vendor \(vendor)\n" + devices.joined()
        }
        let text = "# A list.\n" + (isSorted ? lines : lines.reversed()).joined() + "C 03  Display controller\n"
        let names = ProductNames(file: FilePath(try directory.put(text, at: "pci.ids")))
        for vendor in vendors {
            let last = ProductID(vendor: PCIID(vendor), device: PCIID(vendor % 97 - min(vendor % 97, 1)))
            let entry = vendor % 97 == 0 ? nil : "Device \(vendor % 97 - 1)"
            #expect(names.names(of: [last])[last] == ProductName(vendor: "Vendor \(vendor)", entry: entry))
        }
    }

    @Test func `are read from a compressed list too`() async throws {
        try directory.put(Self.text, at: "pci.ids")
        try #require(await Program("/bin/gzip").run(["\(directory.path)/pci.ids"])?.status == 0)
        let names = ProductNames(file: FilePath("\(directory.path)/pci.ids.gz")).names(of: [Self.arc])
        #expect(names[Self.arc] == ProductName(vendor: "Intel Corporation", entry: "DG2 [Arc A770]"))
    }

    @Test func `are read anew when the list was replaced`() throws {
        let file = FilePath(try directory.put(Self.text, at: "pci.ids"))
        let names = ProductNames(file: file)
        #expect(names.names(of: [Self.arc])[Self.arc]?.product == "Arc A770")
        directory.remove("pci.ids")
        try directory.put("8086  Intel\n\t56a0  Newer\n", at: "pci.ids")
        #expect(names.names(of: [Self.arc])[Self.arc] == ProductName(vendor: "Intel", entry: "Newer"))
    }

    @Test(arguments: [
        ("2025-11-09 03:15:02", "2023-04-10 20:08:02", "First"), ("2023-04-10", "2025-11-09", "Second"),
        ("2025-11-09", "no date", "First"),
    ])
    func `are those of the newest list by the date in its head`(first: String, second: String, entry: String) throws {
        let places = try [(first, "First"), (second, "Second")].map { date, entry in
            let text = "#\n#\tVersion: 1\n#\tDate:    \(date)\n#\n8086  Intel\n\t56a0  \(entry)\n"
            return FilePath(try directory.put(text, at: "\(entry)/pci.ids"))
        }
        let names = ProductNames(places: ["/nonexistent"] + places).names(of: [Self.arc])
        #expect(names[Self.arc]?.entry?.text == entry)
    }

    @Test func `are those of the list that a person chose, however old`() throws {
        let chosen = FilePath(try directory.put("8086  Intel\n\t56a0  Chosen\n", at: "chosen"))
        let newest = FilePath(
            try directory.put("#\tDate: 2999-01-01\n8086  Intel\n\t56a0  Newest\n", at: "newest"))
        let names = ProductNames(places: [newest])
        #expect(names.names(of: [Self.arc], in: chosen)[Self.arc]?.entry?.text == "Chosen")
        #expect(names.names(of: [Self.arc])[Self.arc]?.entry?.text == "Newest")
    }

    @Test func `are those of the list that libpci was built for where no other is named`() throws {
        let tesla = ProductID(vendor: PCIID(0x10de), device: PCIID(0x1eb8))
        #expect(
            ProductNames().names(of: [tesla])[tesla]
                == ProductName(vendor: "NVIDIA Corporation", entry: "TU104GL [Tesla T4]"))
    }
}
