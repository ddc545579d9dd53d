import Glibc
import HostBuilding
import TestSupport
import Testing

@Suite("An ordinary user", .enabled("the command cannot be run as an ordinary user", Ordinary.isPossible))
struct OrdinaryUserTests {
    private let files: TemporaryDirectory
    private let card = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0"

    init() throws {
        files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(to: files.path)
    }

    private func inventory() async throws -> String {
        let arguments = ["inventory", "-o", "json", "--host", files.path, "--config", "/dev/null"]
        let outcome = try await Ordinary.run(arguments)
        try #require(outcome.status == 0, "\(outcome.output)")
        return outcome.output
    }

    private func forbid(_ names: String..., of function: String) {
        for name in names { #expect(chmod("\(files.path)/\(function)/\(name)", 0) == 0) }
    }

    @Test func `sees every function of a machine that forbids nothing`() async throws {
        let text = try await inventory()
        #expect(text.contains("\"address\": \"0000:01:00.0\""))
        #expect(text.contains("\"address\": \"0000:03:00.0\""))
        #expect(text.contains("\"omissions\": []"))
    }

    @Test func `misses a function whose files are forbidden, is told so, and sees the others`() async throws {
        forbid("vendor", of: card)
        let text = try await inventory()
        #expect(text.contains("\"name\": \"0000-03-00-0-0x56c0\""))
        #expect(!text.contains("\"name\": \"0000-01-00-0-0x56c0\""))
        #expect(text.contains("Cannot open /sys/bus/pci/devices/0000:01:00.0/vendor: Permission denied"))
    }

    @Test func `sees a function without the facts that are forbidden`() async throws {
        forbid("numa_node", "power_state", of: card)
        let text = try await inventory()
        #expect(text.contains("\"name\": \"0000-01-00-0-0x56c0\""))
        #expect(text.split(separator: "\n").count { $0.contains("\"powerState\": \"D0\"") } == 1)
        #expect(text.contains("\"omissions\": []"))
    }
}
