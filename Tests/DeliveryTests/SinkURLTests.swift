import Delivery
import ResourceSlices
import SystemPackage
import Testing

@Suite("The URL of a sink") struct SinkURLTests {
    @Test(arguments: [
        ("https://inventory.example/slices", SinkURL.Transport.tls), ("https://inventory.example", .tls),
        ("https://192.0.2.1:8443/a?b=c", .tls), ("https://[2001:db8::1]:8443/", .tls),
        ("https://example.com/nodes/{node}?x=%2F", .tls), ("HTTPS://Example.COM/x", .tls),
        ("http://localhost:8080/x", .loopback), ("http://LOCALHOST/x", .loopback), ("http://127.0.0.1/x", .loopback),
        ("http://127.255.0.9:1/x", .loopback), ("http://[::1]:8080/x", .loopback),
        ("http://[0:0:0:0:0:0:0:1]:80/x", .loopback),
        ("http+unix://%2Frun%2Fx.sock/path", .unix(socket: "/run/x.sock")),
        ("http+unix://%2frun%2fa%20b.sock", .unix(socket: "/run/a b.sock")),
    ])
    func `leads where nobody can listen in`(text: String, transport: SinkURL.Transport) throws {
        let url = try SinkURL(text)
        #expect(url.transport == transport)
        #expect(url.text == text)
    }

    @Test func `has the node's name in its place, and no query where people read it`() throws {
        let url = try SinkURL("HTTPS://Example.COM/nodes/{node}/x?of={node}&key=s3cret")
        #expect(try url.url(for: NodeName("n1")) == "https://example.com/nodes/n1/x?of=n1&key=s3cret")
        #expect(url.description == "https://example.com/nodes/{node}/x")
        #expect(try SinkURL("https://a:1").url(for: NodeName("n1")) == "https://a:1/")
    }

    @Test(arguments: [
        "http://inventory.example/slices", "http://192.0.2.1/", "http://[2001:db8::1]/", "http://0.0.0.0/",
        "http://127.0.0.1.example.com/", "http://127.0.0.01/", "http://127.1/", "http://2130706433/",
        "http://127.0.0.256/", "http://localhost.example/", "http://[::ffff:127.0.0.1]/", "http://[::]/",
        "http://localhost./",
    ])
    func `without TLS leads to nothing but this machine`(text: String) {
        let error = #expect(throws: SinkURLError.self) { try SinkURL(text) }
        #expect(error?.description.contains("plain http goes over a network") == true)
    }

    @Test(arguments: [
        ("", "it has no scheme"), ("inventory.example", "it has no scheme"),
        ("ftp://x/", "its scheme is none of https, http and http+unix"),
        ("unix:///run/x.sock", "its scheme is none of https, http and http+unix"), ("https://", "it names no host"),
        ("https:///x", "it names no host"), ("https://:443/", "it names no host"),
        ("https://[::1/", "it names no host"),
        ("https://[]", "it names no host"), ("https://[x]/", "it names no host"),
        ("https://a%2eb/", "it names no host"),
        ("https://x:0/", "its port is not"), ("https://x:65536/", "its port is not"),
        ("https://x:/", "its port is not"),
        ("https://x:+80/", "its port is not"), ("https://x/#top", "it has a fragment"),
        ("https://x/a b", "a character in it"), ("https://x/\\y", "a character in it"),
        ("https://x\n.example/", "a character in it"), ("https://ä.example/", "a character in it"),
        ("https://x/nodes/{nodeName}/slices", "only {node} may stand in braces"),
        ("https://{node}.example/", "it names no host"), ("https://x/a%zz", "a % in it"), ("https://x/%4", "a % in it"),
        ("https://x/\(String(repeating: "a", count: 2048))", "it has more than 2048 bytes"),
        ("http+unix:///run/x.sock", "the path of the socket is not absolute"),
        ("http+unix://run/x.sock", "the path of the socket is not absolute"),
        ("http+unix://%2Fa%00b/", "the path of the socket is not absolute"),
        ("http+unix://%ff%2F", "the path of the socket is not absolute"),
        ("http+unix://%2F\(String(repeating: "x", count: 107))/", "the path of a socket has at most 107 bytes"),
    ])
    func `is refused where two readers could take it for two things`(text: String, reason: String) {
        let error = #expect(throws: SinkURLError.self) { try SinkURL(text) }
        #expect(
            error?.description.hasPrefix("cannot be used, because \(reason)") == true, "\(String(describing: error))")
    }

    @Test(arguments: ["https://me:s3cret@example.com/", "http://127.0.0.1@example.com/", "https://s3cret@localhost"])
    func `holds no password, and an error does not repeat it`(text: String) {
        let error = #expect(throws: SinkURLError.secret) { try SinkURL(text) }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func `has no TLS where there is no name to check`() {
        #expect(throws: SinkURLError.tlsOverSocket) { try SinkURL("https+unix://%2Frun%2Fx.sock/path") }
    }
}
