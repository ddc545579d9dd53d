import HostBuilding
import TestSupport
import Testing

@Suite("The screen of a machine") struct ScreenTests {
    @Test(arguments: RecordedMachine.all) func `tells at a glance what there is`(machine: RecordedMachine) async throws
    {
        let text = try await Apus.document(["inventory"], host: machine.path)
        expectGolden(text.withoutProductColumn, "inventory/\(machine.name).screen")
    }

    @Test(arguments: RecordedMachine.all, [["inventory"], ["inventory", "--all"]])
    func `fits into 80 columns, but for what must stay whole`(machine: RecordedMachine, arguments: [String])
        async throws
    {
        for line in try await Apus.document(arguments, host: machine.path).split(separator: "\n") {
            #expect(line.count <= 80 || line.hasPrefix("    "), "\(line)")
        }
    }

    @Test func `names the vendors there are where the one asked for has none`() async throws {
        let host = RecordedMachine.flex.path
        for form in ["table", "wide"] {
            #expect(
                try await Apus.document(["inventory", "--vendor", "nvidia", "-o", form], host: host)
                    == "No device that was asked for is of the vendor nvidia. This machine has devices of aspeed, intel.\n"
            )
        }
    }

    @Test func `numbers devices as CDI does`() async throws {
        let text = try await Apus.document(["inventory"], host: RecordedMachine.flex.path)
        #expect(text.contains("\n-  0000:53:00.0 "))
        #expect(text.contains("\n0  0000:53:00.1 "))
        let spec = try await Apus.document(["cdi"], host: RecordedMachine.flex.path)
        let number = try #require(spec.firstRange(of: #""name": "0""#)?.lowerBound)
        let address = try #require(spec.firstRange(of: #""name": "0000:53:00.1""#)?.lowerBound)
        #expect(address < number)
    }

    @Test func `says of each device that waits what mends it`() async throws {
        let text = try await Apus.document(["inventory"], host: RecordedMachine.ampere.path)
        #expect(text.contains("\n0000:47:00.0: driver nvidia is bound, but /dev/nvidia2 is not there"))
        #expect(text.contains("\n    sudo nvidia-modprobe -c 2 -u\n"))
    }

    @Test func `counts what need not be seen, and shows it with --all`() async throws {
        let host = RecordedMachine.flex.path
        let text = try await Apus.document(["inventory"], host: host)
        #expect(text.hasSuffix("\nLeft out: 1 management display (--all).\n"))
        #expect(!text.contains("0000:02:00.0"))
        let all = try await Apus.document(["inventory", "--all"], host: host)
        #expect(all.contains("\n0000:02:00.0: the display of a management processor.\n"))
        #expect(!all.contains("Left out"))
    }

    @Test func `says what could not be looked at`() async throws {
        let text = try await Apus.document(["inventory"], host: RecordedMachine.broken.path)
        for address in ["0000:02:00.0", "0000:03:00.0", "0000:04:00.0"] {
            #expect(text.contains("\n\(address): "), "\(address) is broken and must not go unsaid")
        }
    }

    @Test func `that is wide has places, links and nodes`() async throws {
        let text = try await Apus.document(["inventory", "-o", "wide"], host: RecordedMachine.arc.path)
        #expect(text.contains("16.0 GT/s x16"))
        #expect(text.contains("pci0000:00"))
        #expect(text.contains("dri/{card0,renderD128}"))
    }

    @Test func `is one line a device where names are asked for`() async throws {
        let text = try await Apus.document(["inventory", "-o", "name"], host: RecordedMachine.arc.path)
        #expect(text == "0000-03-00-0-0x56a0\n")
    }

    @Test(arguments: ["C", "POSIX", "de_DE.ISO-8859-1"])
    func `is drawn in ASCII where the locale has no other characters`(locale: String) async throws {
        for form in ["table", "tree"] {
            let arguments = ["inventory", "-o", form, "--host", RecordedMachine.broken.path]
            let text = try await Self.run(arguments, "LC_ALL=\(locale)")
            #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(text)")
        }
    }

    @Test func `is coloured on a terminal alone, and not there either where NO_COLOR is set`() async throws {
        let command = "\(Apus.program.path) inventory --config /dev/null --host \(RecordedMachine.arc.path)"
        func terminal(_ variables: String...) async throws -> String {
            let words = variables + ["TERM=xterm", "/usr/bin/script", "-qec", command, "/dev/null"]
            return try #require(await Program("/usr/bin/env").run(words)).output
        }
        let coloured = try await terminal("-u", "NO_COLOR")
        #expect(coloured.contains("\u{1b}[32mready\u{1b}[0m"))
        let plain = try await terminal("NO_COLOR=1") + Apus.document(["inventory"], host: RecordedMachine.arc.path)
        #expect(!plain.contains("\u{1b}["))
    }

    private static func run(_ arguments: [String], _ variables: String...) async throws -> String {
        let words = variables + [Apus.program.path] + arguments + ["--config", "/dev/null"]
        return try #require(await Program("/usr/bin/env").run(words)).output
    }
}

@Suite("A list of names that is not there") struct MissingNamesTests {
    @Test func `is said once`() async throws {
        let files = try TemporaryDirectory()
        let file = try files.put("pciIDs: /nonexistent/pci.ids\n", at: "config.yaml")
        let text = try await Apus.document(["inventory"], host: RecordedMachine.arc.path, config: file)
        let said = "names of /nonexistent/pci.ids: the file cannot be read (pciIDs in the configuration)"
        #expect(text.replacing("\n  ", with: " ").contains(said), "\(text)")
        #expect(!text.contains("products are shown by their ids"))
    }
}

@Suite("The screen of a machine without accelerators") struct EmptyScreenTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        try files.makeDirectory("sys/bus/pci/devices")
        try files.put("node7\n", at: "proc/sys/kernel/hostname")
    }

    @Test func `fits into 80 columns`() async throws {
        let text = try await Apus.document(["inventory"], host: files.path)
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test(arguments: ["table", "wide", "tree"])
    func `says how many functions were looked at, what counts, and where to go on`(form: String) async throws {
        let text = try await Apus.document(["inventory", "-o", form], host: files.path)
        #expect(text.hasPrefix("node7: no GPU or accelerator.\n\n0 PCI functions looked at. What counts: class 03"))
        #expect(text.contains("lspci -nn"))
        #expect(text.contains("apus inventory --host FILE"))
    }

    @Test func `names a GPU that is no PCI function`() async throws {
        try files.makeDirectory("sys/devices/platform/soc/fec00000.v3d/drm/renderD128")
        try files.makeDirectory("sys/class/drm")
        try files.link("sys/class/drm/renderD128", to: "../../devices/platform/soc/fec00000.v3d/drm/renderD128")
        let text = try await Apus.document(["inventory"], host: files.path)
        #expect(text.contains("\n/dev/dri/renderD128: it belongs to the platform device fec00000.v3d"), "\(text)")
    }

    @Test func `is what cdi and cdi list say on standard error`() async throws {
        let cdi = try await Apus.run(["cdi"], host: files.path)
        #expect(cdi.output == "")
        #expect(cdi.errors.hasPrefix("No spec: nothing is offered.\n\nnode7: no GPU or accelerator.\n"))
        let list = try await Apus.run(["cdi", "list"], host: files.path)
        #expect(list.output == "")
        #expect(list.errors.contains("node7: no GPU or accelerator.\n"), "\(list.errors)")
    }
}
