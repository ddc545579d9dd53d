import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import HTTPExchange

@Suite("A credential file", .timeLimit(.minutes(5))) struct CredentialFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func path(_ name: String) -> FilePath { FilePath(directory.path).appending(name) }

    @Test func `is read whole, and says whether everybody may read it`() throws {
        try directory.put(String(repeating: "x", count: 100_000), at: "file")
        for (mode, isPublic) in [(0o600, false), (0o640, false), (0o644, true)] as [(mode_t, Bool)] {
            try #require(chmod(path("file").string, mode) == 0)
            let content = try CredentialFile(path("file")).read()
            #expect(content.bytes.count == 100_000)
            #expect(content.isPublic == isPublic)
        }
    }

    @Test func `is never waited for: only regular files are opened`() throws {
        try #require(mkfifo(path("fifo").string, 0o600) == 0)
        try directory.link("link", to: "fifo")
        for path in [path("fifo"), path("link"), path("."), "/dev/zero", "/dev/tty"] {
            #expect(throws: CredentialFault.notRegular(path)) { try CredentialFile(path).read() }
        }
    }

    @Test func `has a megabyte at most`() throws {
        try directory.put(String(repeating: "x", count: 1 << 20 + 1), at: "file")
        #expect(throws: CredentialFault.tooLarge(path("file"), limit: 1 << 20)) {
            try CredentialFile(path("file")).read()
        }
        #expect(throws: CredentialFault.unreadable(path("none"), .noSuchFileOrDirectory)) {
            try CredentialFile(path("none")).read()
        }
    }
}

@Suite("A reader of credentials", .timeLimit(.minutes(5))) struct CredentialReaderTests {
    /// What a hung file system does to the thread that asks it.
    private final class Hang: Sendable {
        private let lock = Mutex(())
        let begun = Feed<Void>()
        let ended = Feed<Void>()
        private let gate: FileDescriptor
        private let key: FileDescriptor

        init() throws { (gate, key) = try FileDescriptor.pipe() }

        func wait() throws(CredentialFault) -> Int {
            begun.put(())
            var byte: UInt8 = 0
            _ = read(gate.rawValue, &byte, 1)
            ended.put(())
            return 1
        }

        func end() throws { try key.close() }
    }

    @Test func `does not wait longer than its limit, and goes on when the file system does`() async throws {
        let hang = try Hang()
        let clock = TestClock()
        let reader = CredentialReader(limit: .seconds(10), clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CredentialFault.late(.seconds(10))) {
                    _ = try await reader.read(orElse: { $0 }) { () throws(CredentialFault) in try hang.wait() }
                }
            }
            await hang.begun.next()
            while clock.sleepers == 0, !Task.isCancelled { await Task.yield() }
            clock.advance(by: .seconds(10))
            try await group.waitForAll()
        }
        try hang.end()
        await hang.ended.next()
        #expect(try await reader.read(orElse: { $0 }) { () throws(CredentialFault) in 2 } == 2)
    }

    @Test func `does not keep a task that is cancelled`() async throws {
        let hang = try Hang()
        let reader = CredentialReader(limit: .seconds(1000))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CredentialFault.stopped) {
                    _ = try await reader.read(orElse: { $0 }) { () throws(CredentialFault) in try hang.wait() }
                }
            }
            await hang.begun.next()
            group.cancelAll()
            try await group.waitForAll()
        }
        try hang.end()
    }
}

@Suite("A bearer token") struct BearerTokenTests {
    @Test(arguments: ["abc", "abc\n", "abc\r\n", " \tabc\n\n"])
    func `is what stands between blanks`(text: String) throws {
        #expect(try BearerToken(Array(text.utf8), from: "The test").authorization == "Bearer abc")
    }

    @Test(arguments: ["", "\n", " \r\n\t"]) func `is not nothing`(text: String) {
        #expect(throws: CredentialFault.emptyToken(source: "The test")) {
            try BearerToken(Array(text.utf8), from: "The test")
        }
    }

    @Test(arguments: ["a b", "a\nb", "a\u{0}", "\u{0}a", "é", "a\u{7f}b"])
    func `has no blanks, control characters or other letters`(text: String) {
        #expect(throws: CredentialFault.unusableToken(source: "The test")) {
            try BearerToken(Array(text.utf8), from: "The test")
        }
    }

    @Test func `shows itself to nobody`() throws {
        let token = try BearerToken(Array("s3cret".utf8), from: "The test")
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), String(describing: [token]), dumped] {
            #expect(!text.contains("s3cret"))
        }
    }
}

@Suite("An excerpt of a foreign text") struct ExcerptTests {
    @Test(arguments: [
        ("Authorization: Bearer abc", "Authorization: Bearer [secret]"),
        ("authorization=Basic dTpw, try again", "authorization=Basic [secret], try again"),
        ("password: hunter2 was refused", "password: [secret] was refused"),
        (#"{"access_token":"abc","expires":3600}"#, #"{"access_token":"[secret]","expires":3600}"#),
        ("https://me:hunter2@proxy:3128/x", "https://[secret]@proxy:3128/x"),
        ("socks5://me@proxy", "socks5://[secret]@proxy"),
        ("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "got [secret]"),
        ("got 0123456789abcdef0123456789abcdef", "got [secret]"), ("got Kx93jFhsl2Lsd8sQ01zP", "got [secret]"),
    ])
    func `has no secrets`(text: String, shown: String) { #expect(Excerpt(text).text == shown) }

    @Test(arguments: [
        "resourceslices.resource.k8s.io is forbidden: User \"system:node:node1\" cannot list it",
        "spec.devices[0].attributes[gpu.apus.dev/productName]: Required value",
        "Kubernetes v1.36.0-rc.1+k3s1: DynamicResourceAllocation is off", "the token has expired",
        "/var/lib/kubelet/pki/kubelet-client-current.pem: no such file", "https://10.0.0.1:6443/apis?a=b",
        "d9c5a1de-6e2b-4a6e-9d0e-0d9a3f8a7b11 0000-03-00-0-0x56a0 NVIDIA-H100-80GB-HBM3",
    ])
    func `leaves other words alone`(text: String) { #expect(Excerpt(text).text == text) }

    @Test func `does not show the beginning of a secret that is cut`() throws {
        let token = try BearerToken(Array("short".utf8), from: "The test")
        #expect(Excerpt("aa short bb", without: token, longest: 5).text == "aa [t…")
        let drawn = String(repeating: "aB3", count: 60)
        #expect(Excerpt("xx \(drawn)", longest: 20).text == "xx [secret]…")
    }
}
