import TestSupport
import Testing

@Suite("A table") struct TableTests {
    @Test func `leaves out what is of no use, and says on standard error how many`() throws {
        let outcome = try Apus.run(["inventory"], host: RecordedMachine.flex.path)
        #expect(outcome.status == 0)
        #expect(!outcome.output.contains("0000-02-00-0-0x2000"))
        #expect(!outcome.output.contains("0000-53-00-0-0x56c0"))
        #expect(outcome.output.contains("0000-53-00-1-0x56c0"))
        #expect(outcome.errors == "2 more not shown; --all shows them and why.\n")
    }

    @Test func `of all shows the rest with the reasons, and has nothing to add`() throws {
        let outcome = try Apus.run(["inventory", "--all"], host: RecordedMachine.flex.path)
        #expect(outcome.output.contains("the display of a management processor"))
        #expect(outcome.output.contains("physicalFunctionWithVFs: hide"))
        #expect(outcome.errors == "")
    }

    @Test func `of all shows what was left out altogether`() throws {
        let outcome = try Apus.run(["inventory", "--all"], host: RecordedMachine.broken.path)
        for address in ["0000:02:00.0", "0000:03:00.0", "0000:04:00.0"] {
            #expect(outcome.output.contains("function  \(address)"), "\(address) is broken and must not go unsaid")
        }
        #expect(outcome.output.contains("0000-01-00-0-0x73bf"))
    }

    @Test func `that is wide has places, links and nodes`() throws {
        let text = try Apus.document(["inventory", "-o", "wide"], host: RecordedMachine.arc.path)
        #expect(text.contains("16.0 GT/s x16"))
        #expect(text.contains("pci0000:00"))
        #expect(text.contains("/dev/dri/card0,/dev/dri/renderD128"))
    }
}
