import AgentConfiguration
import SystemPackage
import Testing

@Suite("A configuration file") struct ConfigurationFileTests {
    @Test func `may be empty`() throws {
        #expect(try Configuration.load(from: "/dev/null") == Configuration())
    }

    @Test(arguments: [("/nonexistent/apus.yaml", Errno.noSuchFileOrDirectory), ("/", .isDirectory)])
    func `that was named must be there and be a file`(path: String, errno: Errno) {
        let error = #expect(throws: ConfigurationError.self) { try Configuration.load(from: FilePath(path)) }
        #expect(error == .unreadable(file: path, errno))
        #expect(error?.description.contains("The configuration \(path) cannot be read") == true)
    }

    @Test func `without an end is not read on for ever`() {
        #expect(throws: ConfigurationError.tooLarge(file: "/dev/zero")) { try Configuration.load(from: "/dev/zero") }
    }
}
