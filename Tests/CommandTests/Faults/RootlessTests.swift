import Glibc
import HostBuilding
import TestSupport
import Testing

@Suite("The doctor on rootless containers") struct RootlessTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(to: files.path)
    }

    @Test(
        .enabled("the command cannot be run as an ordinary user", Ordinary.isPossible),
        .enabled(if: geteuid() == 0, "device nodes and their groups are for root to make"),
        arguments: [
            (0o660, "it takes the group render, and a new login.  sudo usermod -aG render $USER"),
            (0o600, "are for root alone."), (0o666, nil),
        ] as [(mode_t, String?)])
    func `says which group a user's rootless containers need`(mode: mode_t, words: String?) async throws {
        try files.put("root:x:0:\nrender:x:106:\n", at: "etc/group")
        let nodes = files.names("dev/dri").filter { $0.contains("D") || $0.hasPrefix("card") }
        for (index, name) in nodes.sorted().enumerated() {
            let path = "\(files.path)/dev/dri/\(name)"
            let number = try #require(Int(name.drop { !$0.isNumber }))
            try #require(unlink(path) == 0 && mknod(path, S_IFCHR, dev_t(226 << 8 | number)) == 0, "\(index)")
            try #require(chmod(path, mode) == 0 && chown(path, 0, 106) == 0)
        }
        let outcome = try await Ordinary.run(["doctor", "-o", "json", "--host", files.path, "--config", "/dev/null"])
        let lines = try DoctorTests.lines(of: outcome.output).filter { $0.hasPrefix("rootless ") }
        if let words {
            let start = "rootless warning: This user's rootless containers cannot open /dev/dri/card0 and 3 more"
            #expect(lines.count == 1 && lines[0].hasPrefix(start) && lines[0].hasSuffix(words), "\(lines)")
        } else {
            #expect(lines == [])
        }
        let ofRoot = try await Apus.run(["doctor", "-o", "json"], host: files.path)
        #expect(try !DoctorTests.lines(of: ofRoot.output).contains { $0.hasPrefix("rootless ") })
    }
}
