import HTTPSink
import SystemPackage
import Testing

@Suite("The settings of an http sink") struct SettingsTests {
    @Test(arguments: [
        "https://inventory.example/slices", "https://inventory.example", "https://192.0.2.1:8443/a?b=c",
        "https://[2001:db8::1]:8443/", "https://example.com/nodes/{node}?x=%2F", "HTTPS://Example.COM/x",
        "http://localhost:8080/x", "http://LOCALHOST/x", "http://127.0.0.1/x", "http://127.255.0.9:1/x",
        "http://[::1]:8080/x", "http+unix://%2Frun%2Fx.sock/path", "http+unix://%2frun%2fx.sock",
    ])
    func `take a URL that is safe`(url: String) throws {
        try HTTPSinkSettings(url: url).check()
    }

    @Test(arguments: [
        "http://inventory.example/slices", "http://192.0.2.1/", "http://[2001:db8::1]/", "http://0.0.0.0/",
        "http://127.0.0.1.example.com/", "http://127.0.0.01/", "http://127.1/", "http://2130706433/",
        "http://127.0.0.256/", "http://localhost.example/", "http://[::ffff:127.0.0.1]/", "http://[::]/",
        "http://localhost./",
    ])
    func `refuse plain http to anything but this machine`(url: String) {
        let error = #expect(throws: HTTPSinkError.self) { try HTTPSinkSettings(url: url).check() }
        #expect(error?.description.contains("plain http goes over a network") == true)
    }

    @Test(arguments: [
        ("", "it has no scheme"),
        ("inventory.example", "it has no scheme"),
        ("ftp://x/", "its scheme is none of https, http and http+unix"),
        ("unix:///run/x.sock", "its scheme is none of https, http and http+unix"), ("https://", "it names no host"),
        ("https:///x", "it names no host"), ("https://:443/", "it names no host"),
        ("https://[::1/", "it names no host"),
        ("https://[x]/", "it names no host"), ("https://a%2eb/", "it names no host"),
        ("https://x:0/", "its port is not"), ("https://x:65536/", "its port is not"),
        ("https://x:/", "its port is not"),
        ("https://x:+80/", "its port is not"), ("https://x/#top", "it has a fragment"),
        ("https://x/a b", "a character in it"), ("https://x/\\y", "a character in it"),
        ("https://x\n.example/", "a character in it"), ("https://ä.example/", "a character in it"),
        ("https://x/{pool}", "a character in it"), ("https://{node}.example/", "it names no host"),
        ("https://x/%zz", "a % in it"), ("https://x/%4", "a % in it"),
        ("http+unix:///run/x.sock", "the path of the socket is not absolute"),
        ("http+unix://run/x.sock", "the path of the socket is not absolute"),
        ("http+unix://%2Fa%00b/", "the path of the socket is not absolute"),
        ("http+unix://%2F\(String(repeating: "x", count: 107))/", "the path of a socket has at most 107 bytes"),
    ])
    func `refuse a URL that two readers could take for two things`(url: String, reason: String) {
        let error = #expect(throws: HTTPSinkError.self) { try HTTPSinkSettings(url: url).check() }
        #expect(error?.description.contains("because \(reason)") == true)
    }

    @Test(arguments: ["https://me:s3cret@example.com/", "http://127.0.0.1@example.com/", "https://s3cret@localhost"])
    func `refuse a URL with a password, and do not repeat it`(url: String) {
        let error = #expect(throws: HTTPSinkError.passwordInURL) { try HTTPSinkSettings(url: url).check() }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func `keep the query out of what people read`() {
        let error = #expect(throws: HTTPSinkError.self) {
            try HTTPSinkSettings(url: "http://example.com/x?key=s3cret").check()
        }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func `refuse TLS where there is no name to check`() {
        #expect(throws: HTTPSinkError.tlsOverSocket) {
            try HTTPSinkSettings(url: "https+unix://%2Frun%2Fx.sock/path").check()
        }
    }

    @Test func `need a certificate and a key, or neither, and TLS for both`() {
        #expect(throws: HTTPSinkError.halfAClientCertificate) {
            try HTTPSinkSettings(url: "https://x/", clientCertificate: "/c").check()
        }
        #expect(throws: HTTPSinkError.halfAClientCertificate) {
            try HTTPSinkSettings(url: "https://x/", clientKey: "/k").check()
        }
        #expect(throws: HTTPSinkError.certificatesWithoutTLS("http://localhost/")) {
            try HTTPSinkSettings(url: "http://localhost/", ca: "/ca").check()
        }
        #expect(throws: HTTPSinkError.certificatesWithoutTLS("http://localhost/")) {
            try HTTPSinkSettings(url: "http://localhost/", clientCertificate: "/c", clientKey: "/k").check()
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(601)])
    func `refuse a timeout that is none`(timeout: Duration) {
        #expect(throws: HTTPSinkError.timeout(timeout)) {
            try HTTPSinkSettings(url: "https://x/", timeout: timeout).check()
        }
    }

    @Test func `are refused before a sink is made of them`() {
        #expect(throws: HTTPSinkError.plainHTTP("http://example.com/", host: "example.com")) {
            _ = try HTTPSink(HTTPSinkSettings(url: "http://example.com/"), version: "1")
        }
    }
}
