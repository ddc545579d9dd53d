import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A daemon whose configuration is read again", .timeLimit(.minutes(3)))
    struct ReloadTests {
        private let directory: DaemonDirectory

        init() throws { directory = try DaemonDirectory() }

        private func listen(on socket: String, resync: Int) throws {
            try directory.configure("resync: \(resync)\nendpoint: {listen: \"unix:\(directory.path)/\(socket)\"}")
        }

        private func client(of socket: String) -> UnixClient? { UnixClient("\(directory.path)/\(socket)") }

        @Test func `keeps its endpoint reachable while it moves and clients ask`() async throws {
            try listen(on: "a.sock", resync: 60)
            try await Daemon.run(in: directory, host: Repository.path("Tests/Hosts/intel-arc-a770.umockdev")) {
                daemon in
                try daemon.log.wait(for: "endpointListening", saying: "a.sock")
                try daemon.log.wait(for: "ready")
                for turn in 1...20 {
                    // Every other time it stays where it is, and only what it says of a stuck agent changes.
                    try listen(on: turn.isMultiple(of: 4) ? "b.sock" : "a.sock", resync: 60 + turn)
                    let before = (0..<8).compactMap { _ in client(of: "a.sock") }
                    daemon.signal(SIGHUP)
                    let meanwhile = (0..<8).compactMap { _ in client(of: "a.sock") }
                    try daemon.log.wait(for: "reloaded")
                    withExtendedLifetime((before, meanwhile)) {}
                }
                try listen(on: "c.sock", resync: 99)
                daemon.signal(SIGHUP)
                try daemon.log.wait(for: "endpointListening", saying: "c.sock")
                #expect(client(of: "c.sock")?.ask("/readyz").hasPrefix("HTTP/1.1 200 OK") == true)
                #expect(await daemon.stop() == 0)
                #expect(daemon.log.count(nil, saying: "are not served") == 0)
            }
        }

        @Test func `keeps the directory of a sink in force what it was, whatever somebody does there`() async throws {
            try await Daemon.run(in: directory, host: Repository.path("Tests/Hosts/intel-flex-170-vfs.umockdev")) {
                daemon in
                try daemon.log.wait(for: "sinkHolds", ["generation": "1"])
                let name = try #require(directory.files.names("slices").first)
                let text = directory.files.text(of: "slices/\(name)")
                for edit in ["", "{}"] {
                    if edit.isEmpty {
                        directory.files.remove("slices/\(name)")
                    } else {
                        try directory.files.put(edit, at: "slices/\(name)")
                    }
                    try daemon.log.wait(for: "sinkHolds", ["generation": "1"])
                    // It may have looked in the middle of an edit, and looks once more then.
                    if directory.files.text(of: "slices/\(name)") != text {
                        try daemon.log.wait(for: "sinkHolds", ["generation": "1"])
                    }
                    #expect(directory.files.text(of: "slices/\(name)") == text)
                }
                #expect(await daemon.stop() == 0)
            }
        }
    }
}
